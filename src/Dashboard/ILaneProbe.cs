namespace IntegrationHub.Dashboard;

/// <summary>Reads queue depths from the broker. The host registers one when there is a broker to ask.</summary>
public interface ILaneProbe
{
    /// <summary>
    /// The depth of every queue of <see cref="Contracts.Lanes"/>; at most one look per two seconds is made.
    /// </summary>
    /// <exception cref="Exception">The broker cannot be reached; the desk shows that and goes on.</exception>
    Task<IReadOnlyList<LaneDepth>> ReadAsync(CancellationToken ct);
}

/// <summary>One queue at the broker.</summary>
/// <param name="Queue">Queue name; never holds patient data.</param>
/// <param name="Ready">Messages waiting to be taken.</param>
/// <param name="Unacknowledged">Messages taken and not yet confirmed; null when the broker was not asked.</param>
/// <param name="Consumers">Consumers attached; null when the broker was not asked.</param>
/// <param name="OldestSeconds">Age of the message at the head; null when the broker does not tell.</param>
public sealed record LaneDepth(
    string Queue, long Ready, long? Unacknowledged = null, int? Consumers = null, double? OldestSeconds = null);
