using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Dashboard;

/// <summary>The snapshot as a visitor may see it: a member's people see the member's channels and nothing else.</summary>
internal sealed class DeskView(DeskWatch watch, OpsOptions options)
{
    internal async Task<DeskSnapshot> LatestAsync(HttpContext http, CancellationToken ct) =>
        Of(http, await watch.LatestAsync(ct));

    internal DeskSnapshot Of(HttpContext http, DeskSnapshot all) =>
        Visitor.Of(http).Member is { } member ? Of(member, all, options) : all;

    internal static DeskSnapshot Of(string member, DeskSnapshot all, OpsOptions options)
    {
        var own = new DeskSnapshot
        {
            At = all.At,
            Blocked = [.. all.Blocked.Where(b => b.Member == member)],
            Gateways =
            [
                .. all.Gateways.Select(g => g with
                {
                    Channels = [.. g.Channels.Where(c => c.Member == member)],
                    OutboxPending = 0,
                    OutboxOldestSeconds = 0,
                }).Where(g => g.Channels.Count > 0),
            ],
        };
        return own with { Alarms = Alarms.Of(own, options) };
    }
}
