using IntegrationHub.Contracts;
using IntegrationHub.Dashboard;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace IntegrationHub.Unit.Dashboard;

public sealed class LedgerQueryTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    [Fact]
    public void No_parameters_ask_for_the_newest_two_hundred() =>
        Assert.Equal(new LedgerQuery(new AskLedger(), null), Read("").Value);

    [Fact]
    public void Every_parameter_is_read()
    {
        var read = Read("?sender=county-lis&gateway=county&from=2026-03-02T09:00:00&to=2026-03-02T02:00:00Z"
            + "&state=dead&limit=1000&after=bW9yZQ%3D%3D");

        Assert.Equal(new LedgerQuery(new AskLedger
        {
            Sender = "county-lis",
            State = "dead",
            Limit = 1000,
            After = "bW9yZQ==",
            From = new DateTimeOffset(2026, 3, 2, 1, 0, 0, TimeSpan.Zero),
            To = new DateTimeOffset(2026, 3, 2, 2, 0, 0, TimeSpan.Zero),
        }, "county"), read.Value);
    }

    [Theory]
    [InlineData("2026-03-02", "2026-03-01T16:00:00Z")]
    [InlineData("2026-03-02T09:00", "2026-03-02T01:00:00Z")]
    [InlineData("2026-03-02 09:00:30", "2026-03-02T01:00:30Z")]
    [InlineData("2026-03-02T09:00:30.25", "2026-03-02T01:00:30.25Z")]
    [InlineData("2026-03-02T09:00:30+02:00", "2026-03-02T07:00:30Z")]
    public void A_moment_without_an_offset_is_local_to_the_desk(string text, string utc) =>
        Assert.Equal(DateTimeOffset.Parse(utc, null), Read("?from=" + Uri.EscapeDataString(text)).Value.Ask.From);

    [Fact]
    public void Every_mistake_is_reported_at_once()
    {
        var read = Read("?limit=0&state=lost&from=yesterday&to=99&after=%00&sendr=x&sender=" + new string('x', 201));

        Assert.Equal(["sender", "from", "to", "state", "limit", "after", "sendr"], read.Errors.Select(e => e.Path));
        Assert.All(read.Errors, e => Assert.Equal(HubErrorCode.FieldMalformed, e.Code));
    }

    [Theory]
    [InlineData("?limit=1001", "limit")]
    [InlineData("?limit=-1", "limit")]
    [InlineData("?limit=1e2", "limit")]
    [InlineData("?limit=1&limit=2", "limit")]
    [InlineData("?from=0001-01-01", "from")]
    [InlineData("?from=2026-03-02&to=2026-03-02", "to")]
    [InlineData("?sender=a%0Db", "sender")]
    public void A_mistake_names_its_parameter(string query, string path) =>
        Assert.Equal(path, Assert.Single(Read(query).Errors).Path);

    [Fact]
    public void A_long_list_of_unknown_names_is_cut()
    {
        var many = "?" + string.Join('&', Enumerable.Range(0, 50).Select(i => $"x{i}{new string('y', 300)}=1"));

        var errors = Read(many).Errors;

        Assert.Equal(20, errors.Count);
        Assert.All(errors, e => Assert.True(e.Path!.Length < 70));
    }

    private static Result<LedgerQuery> Read(string query) =>
        LedgerQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), Shanghai);
}
