namespace IntegrationHub.Dashboard;

/// <summary>Something that waits somewhere.</summary>
/// <param name="Kind">
/// <c>gateway-outbox</c>, <c>broker-queue</c>, <c>exchange-parked</c> or <c>exchange-outbox</c>.
/// </param>
/// <param name="Name">Gateway, member or queue.</param>
/// <param name="Depth">Messages that wait.</param>
/// <param name="OldestSeconds">Age of the oldest; null when not known, 0 when none waits.</param>
/// <param name="Unacknowledged">Taken from the broker and not confirmed; broker queues only.</param>
/// <param name="Consumers">Consumers attached; broker queues only.</param>
public sealed record Lane(
    string Kind, string Name, long Depth, double? OldestSeconds, long? Unacknowledged = null, int? Consumers = null);

/// <summary>One list of everything that waits, in the order a message passes it.</summary>
internal static class LaneView
{
    internal static IReadOnlyList<Lane> Of(DeskSnapshot now) =>
    [
        .. now.Gateways.Select(g => new Lane("gateway-outbox", g.Gateway, g.OutboxPending, g.OutboxOldestSeconds)),
        .. (now.Broker ?? []).Select(q =>
            new Lane("broker-queue", q.Queue, q.Ready, q.OldestSeconds, q.Unacknowledged, q.Consumers)),
        .. Exchange(now),
    ];

    /// <summary>Age of whatever waits longest, in seconds.</summary>
    internal static double OldestSeconds(DeskSnapshot now) =>
        Of(now).Where(l => l.Depth > 0).Max(l => l.OldestSeconds) ?? 0;

    private static IEnumerable<Lane> Exchange(DeskSnapshot now)
    {
        if (now.Exchange is not { } exchange)
            yield break;
        yield return new("exchange-parked", "exchange", exchange.Parked, exchange.ParkedOldestSeconds);
        yield return new("exchange-outbox", "exchange", exchange.OutboxPending, exchange.OutboxOldestSeconds);
        foreach (var (member, pending) in exchange.OutboxByRecipient.OrderBy(p => p.Key, StringComparer.Ordinal))
            yield return new("exchange-outbox", member, pending, null);
    }
}
