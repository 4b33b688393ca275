using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>Where is message X? The exchange's part of the answer; ids and states only.</summary>
public static class Traces
{
    /// <summary>Steps of a message at the exchange, oldest first; empty when it never came.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="id">A message id, or the id of a delivery.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Task<IReadOnlyList<TraceStep>> OfAsync(HubReader reader, Guid id, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Deliveries a message caused, by recipient and number.</summary>
    public static Task<IReadOnlyList<DeliveryState>> DeliveriesAsync(
        HubReader reader, Guid causedBy, CancellationToken ct) =>
        throw new NotImplementedException();
}
