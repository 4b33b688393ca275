using System.Net.Sockets;
using System.Text;
using IntegrationHub.Exchange;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Clients that dawdle, or say too much before they say who they are.</summary>
public sealed class SlowClientTests(SqliteFolder folder) : IClassFixture<SqliteFolder>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Headers_that_never_end_close_the_connection()
    {
        await using var host = await HardHost.StartAsync(
            await folder.NewAsync(), new(), HttpLimits.Default with { HeaderTime = TimeSpan.FromSeconds(1) });

        var answer = await TalkAsync(host, "GET /fhir/metadata HTTP/1.1\r\nHost: hub\r\nX-Slow: a");

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_drips_ends_and_others_are_served_meanwhile()
    {
        await using var host = await HardHost.StartAsync(
            await folder.NewAsync(), new(),
            HttpLimits.Default with { BytesPerSecond = 10_000, Grace = TimeSpan.FromSeconds(1.5) });
        using var client = await host.CallerAsync();
        var token = client.Http.DefaultRequestHeaders.Authorization!.Parameter;

        var dripping = TalkAsync(
            host,
            $"POST /fhir/Patient HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer {token}\r\n"
            + "Content-Type: application/fhir+json\r\nContent-Length: 1000000\r\n\r\n{\"resourceType\"");
        var other = await client.GetAsync("Patient");
        var answer = await dripping;

        Assert.Equal(200, other.Status);
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 200)]
    [InlineData(0, 200)]
    [InlineData(1, 431)]
    public async Task Headers_have_a_limit_in_bytes(int more, int status)
    {
        await using var host = await HardHost.StartAsync(
            await folder.NewAsync(), new(), HttpLimits.Default with { HeaderBytes = 2_048 });
        const string Head = "Host: hub\r\nConnection: close\r\nX-Pad: ";
        var pad = new string('a', 2_048 - Head.Length - 2 + more);

        var answer = await TalkAsync(host, $"GET /fhir/metadata HTTP/1.1\r\n{Head}{pad}\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
    }

    // What the server says until it closes the connection.
    private static async Task<string> TalkAsync(HardHost host, string text)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Base.Host, host.Base.Port, Ct);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), Ct);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Ct);
    }
}
