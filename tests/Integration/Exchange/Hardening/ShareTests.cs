using System.Net;
using IntegrationHub.Exchange;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>What a client, or an address without a token, may take of the server.</summary>
public sealed class ShareTests(SqliteFolder folder) : IClassFixture<SqliteFolder>
{
    [Fact]
    public async Task A_client_with_a_share_of_its_own_ends_its_day_there_and_the_others_go_on()
    {
        await using var host = await HardHost.StartAsync(await folder.NewAsync(), new()
        {
            Shares = new Dictionary<string, ClientShare> { ["town/portal"] = new(4, 1_000, RequestsPerDay: 5) },
        });
        using var portal = await host.CallerAsync("portal");
        using var other = await host.CallerAsync("other");
        using var namesake = await host.CallerAsync("portal", "county");

        var statuses = new List<int>();
        for (var i = 0; i < 7; i++)
            statuses.Add((await portal.GetAsync("Patient")).Status);
        var refused = await portal.GetAsync("Patient");

        Assert.Equal([200, 200, 200, 200, 200, 429, 429], statuses);
        Assert.Equal("TooManyRequests", refused.Issues[0]);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(200, (await other.GetAsync("Patient")).Status);
            Assert.Equal(200, (await namesake.GetAsync("Patient")).Status);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("hub_wrong")]
    public async Task An_address_without_a_valid_token_is_told_to_stop_after_its_limit(string? token)
    {
        await using var host = await HardHost.StartAsync(await folder.NewAsync(), new());
        using var stranger = host.With(token);
        using var client = await host.CallerAsync();

        var statuses = new List<int>();
        for (var i = 0; i < 22; i++)
            statuses.Add((await stranger.GetAsync("Patient")).Status);
        var refused = await stranger.GetAsync("Patient");
        var good = await client.GetAsync("Patient");

        Assert.Equal([.. Enumerable.Repeat(401, 20), 429, 429], statuses);
        Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(200, good.Status);
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    public void An_IPv6_network_counts_as_one_address(string address, string counted) =>
        Assert.Equal(IPAddress.Parse(counted), AddressLimits.NetworkOf(IPAddress.Parse(address)));
}
