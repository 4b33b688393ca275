using System.Data.Common;
using System.Globalization;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Counts for the desk, without reading large tables.</summary>
internal static class StatusQuery
{
    // Numbers consumed per stream, not rows of the inbox: as many rows as patients instead of messages.
    private const string Counts = """
        select (select coalesce(sum(last_applied), 0) from stream),
               (select count(*) from parked),
               (select count(*) from stream where blocked_since is not null),
               (select count(*) from dead_letter where resolved_at is null)
        """;

    private const string OldestParked = "select parked_at from parked order by parked_at limit 1";

    public static async Task<ExchangeStatus> RunAsync(HubReader reader, CancellationToken ct)
    {
        var now = await reader.QuerySingleOrDefaultAsync("select clock_timestamp()", r => r.Instant(0), ct);
        var counts = (await reader.QuerySingleOrDefaultAsync(Counts, Read, ct))!;
        var parked = await reader.QuerySingleOrDefaultAsync(OldestParked, r => (DateTimeOffset?)r.Instant(0), ct);
        var depths = await Outbox.DepthAsync(reader, ct);
        return new ExchangeStatus
        {
            At = now,
            Received = counts[0] + counts[1],
            Parked = counts[1],
            ParkedOldestSeconds = Age(parked),
            Blocked = counts[2],
            Dead = counts[3],
            OutboxPending = depths.Sum(d => d.Waiting),
            OutboxOldestSeconds = Age(depths.Count == 0 ? null : depths.Min(d => d.Oldest)),
            OutboxByRecipient = depths.ToDictionary(d => d.Recipient, d => d.Waiting, StringComparer.Ordinal),
        };

        double Age(DateTimeOffset? since) => since is { } at ? Math.Max(0, (now - at).TotalSeconds) : 0;
    }

    private static long[] Read(DbDataReader r) =>
        [.. Enumerable.Range(0, 4).Select(i => Convert.ToInt64(r.GetValue(i), CultureInfo.InvariantCulture))];
}
