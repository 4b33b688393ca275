using IntegrationHub.Contracts;
using IntegrationHub.Store;
using MassTransit;

namespace IntegrationHub.Exchange;

/// <summary>How a delivery ended.</summary>
internal sealed class DeliveryReceiptConsumer(HubDb db, Patience patience) : IConsumer<DeliveryReceipt>
{
    public Task Consume(ConsumeContext<DeliveryReceipt> context) => patience.RunAsync(
        () => db.RunAsync((tx, ct) => Outbox.ReceiptAsync(tx, context.Message, ct), context.CancellationToken),
        context.CancellationToken);
}

/// <summary>Reports of gateways on themselves; only the newest counts.</summary>
internal sealed class GatewayStatusConsumer(HubDb db, Patience patience) : IConsumer<GatewayStatus>
{
    public Task Consume(ConsumeContext<GatewayStatus> context) => patience.RunAsync(
        () => db.RunAsync((tx, ct) => GatewayReports.PutAsync(tx, context.Message, ct), context.CancellationToken),
        context.CancellationToken);
}
