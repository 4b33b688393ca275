using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Dashboard;
using Xunit;

namespace IntegrationHub.Unit.Dashboard;

public sealed class ReplayRequestTests
{
    private const string One = "0198f000-0000-7000-8000-000000000001";

    [Fact]
    public void Ids_are_read_once_each()
    {
        var read = Read($$"""{"ids": ["{{One}}", "{{One}}"], "editedRaw": null}""");

        Assert.Equal([Guid.Parse(One)], read.Value.Ids);
        Assert.Null(read.Value.EditedRaw);
    }

    [Fact]
    public void Lines_of_a_corrected_message_become_segments() =>
        Assert.Equal("MSH|a\rPID|b\rPV1|c\r",
            Read($$"""{"ids": ["{{One}}"], "editedRaw": "MSH|a\r\nPID|b\nPV1|c\r"}""").Value.EditedRaw);

    [Fact]
    public void Every_mistake_is_reported_at_once()
    {
        var read = Read("""{"ids": ["x", 7], "editedRaw": 5, "force": true}""");

        Assert.Equal(["force", "ids[0]", "ids[1]", "editedRaw"], read.Errors.Select(e => e.Path));
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("{}", "ids")]
    [InlineData("""{"ids": []}""", "ids")]
    [InlineData("""{"ids": "all"}""", "ids")]
    [InlineData("""{"ids": ["0198f000-0000-7000-8000-000000000001"], "editedRaw": "  "}""", "editedRaw")]
    [InlineData("""
        {"ids": ["0198f000-0000-7000-8000-000000000001", "0198f000-0000-7000-8000-000000000002"], "editedRaw": "MSH"}
        """, "editedRaw")]
    public void A_mistake_names_its_member(string json, string path) =>
        Assert.Equal(path, Assert.Single(Read(json).Errors).Path);

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    public void A_thousand_messages_are_the_most(int count, bool isOk)
    {
        var ids = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"{new Guid(i, 0, 0, new byte[8])}\""));

        Assert.Equal(isOk, Read($$"""{"ids": [{{ids}}]}""").IsOk);
    }

    private static Result<ReplayRequest> Read(string json) => ReplayRequest.Read(JsonDocument.Parse(json).RootElement);
}
