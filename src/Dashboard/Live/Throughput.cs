using IntegrationHub.Contracts;

namespace IntegrationHub.Dashboard;

/// <summary>Counts of gateways as messages per ten seconds, over the last half hour. Kept in memory only.</summary>
public sealed class Throughput
{
    /// <summary>Seconds of one column.</summary>
    public const int ColumnSeconds = 10;

    /// <summary>Columns kept: half an hour.</summary>
    public const int Columns = 180;

    private readonly Dictionary<(string Gateway, string Channel), (long Received, long Done)> last = [];
    private readonly long[] received = new long[Columns];
    private readonly long[] delivered = new long[Columns];
    private long newest;

    /// <summary>Messages per column, oldest first; the last column is still filling.</summary>
    /// <param name="Received">Journalled from hospital systems.</param>
    /// <param name="Delivered">Acknowledged by hospital systems.</param>
    public sealed record Series(IReadOnlyList<long> Received, IReadOnlyList<long> Delivered)
    {
        /// <summary>Nothing seen yet.</summary>
        public static Series Empty { get; } = new(new long[Columns], new long[Columns]);

        /// <summary>Messages received per second over the last minute that is complete.</summary>
        public double ReceivedPerSecond => PerSecond(Received);

        /// <summary>Messages delivered per second over the last minute that is complete.</summary>
        public double DeliveredPerSecond => PerSecond(Delivered);

        private static double PerSecond(IReadOnlyList<long> columns) =>
            columns.Skip(columns.Count - 7).Take(6).Sum() / 60d;
    }

    /// <summary>Adds what was counted since the last call. A channel seen first adds nothing.</summary>
    public Series Add(DateTimeOffset at, IEnumerable<GatewayStatus> gateways)
    {
        ArgumentNullException.ThrowIfNull(gateways);
        Roll(at.ToUnixTimeSeconds() / ColumnSeconds);
        foreach (var gateway in gateways)
            foreach (var channel in gateway.Channels)
                Add(gateway.Gateway, channel);
        return new(Ordered(received), Ordered(delivered));
    }

    private void Add(string gateway, ChannelStatus channel)
    {
        var key = (gateway, channel.Name);
        if (last.TryGetValue(key, out var before))
        {
            var column = (int)(newest % Columns);
            if (channel.Direction == "in")
                received[column] += Math.Max(0, channel.Received - before.Received);
            else
                delivered[column] += Math.Max(0, channel.Done - before.Done);
        }
        last[key] = (channel.Received, channel.Done);
    }

    private void Roll(long column)
    {
        for (var next = Math.Max(newest + 1, column - Columns + 1); next <= column; next++)
            received[next % Columns] = delivered[next % Columns] = 0;
        newest = Math.Max(newest, column);
    }

    private long[] Ordered(long[] ring) =>
        [.. Enumerable.Range(1, Columns).Select(i => ring[(newest + i) % Columns])];
}
