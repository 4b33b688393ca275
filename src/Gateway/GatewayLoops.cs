using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Conversion;
using IntegrationHub.Gateway.Delivery;
using IntegrationHub.Gateway.Desk;
using IntegrationHub.Gateway.Relay;

namespace IntegrationHub.Gateway;

/// <summary>Everything that runs beside the ports.</summary>
internal sealed class GatewayLoops(
    ConversionLoop conversion, OutboxRelay relay, DeliveryDesk deliveries, DeliveryLanes lanes, DeskLoops desk)
{
    /// <summary>Before anything runs.</summary>
    public Task PrepareAsync(CancellationToken ct) => deliveries.AdoptOrphansAsync(ct);

    public Task RunAsync(CancellationToken ct) => Task.WhenAll(
    [
        conversion.RunAsync(ct),
        relay.RunAsync(Urgency.Urgent, ct),
        relay.RunAsync(Urgency.Routine, ct),
        deliveries.RunReceiptsAsync(ct),
        .. lanes.All.Select(l => l.RunAsync(ct)),
        desk.RunAsync(ct),
    ]);
}
