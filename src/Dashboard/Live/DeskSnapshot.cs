using IntegrationHub.Contracts;
using IntegrationHub.Exchange;

namespace IntegrationHub.Dashboard;

/// <summary>Everything the live pages show, collected once for all who look. No patient data.</summary>
public sealed record DeskSnapshot
{
    /// <summary>When it was collected, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Newest report of every gateway heard of.</summary>
    public IReadOnlyList<GatewayStatus> Gateways { get; init; } = [];

    /// <summary>Counts of the exchange; null when its database could not be read.</summary>
    public ExchangeStatus? Exchange { get; init; }

    /// <summary>Streams that stand still.</summary>
    public IReadOnlyList<StreamBlock> Blocked { get; init; } = [];

    /// <summary>Queues at the broker; null when there is no broker to ask or it did not answer.</summary>
    public IReadOnlyList<LaneDepth>? Broker { get; init; }

    /// <summary>Sources that could not be read: <c>gateways</c>, <c>exchange</c>, <c>broker</c>.</summary>
    public IReadOnlyList<string> Unreadable { get; init; } = [];

    /// <summary>Messages per ten seconds, oldest first.</summary>
    public Throughput.Series Throughput { get; init; } = Dashboard.Throughput.Series.Empty;

    /// <summary>Certificates this process uses or trusts.</summary>
    public IReadOnlyList<CertificateDays> Certificates { get; init; } = [];

    /// <summary>What somebody should look at now.</summary>
    public IReadOnlyList<Alarm> Alarms { get; init; } = [];
}
