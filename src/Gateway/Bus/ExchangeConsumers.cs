using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Delivery;
using IntegrationHub.Gateway.Relay;
using MassTransit;

namespace IntegrationHub.Gateway.Bus;

/// <summary>The exchange's word on messages. Each returns to the bus only after the journal's commit.</summary>
internal sealed class ReceiptConsumer(ReceiptDesk desk) : IConsumer<MessageReceipt>
{
    public Task Consume(ConsumeContext<MessageReceipt> context) =>
        desk.ReceiveAsync(context.Message, context.CancellationToken);
}

/// <summary>Numbers the exchange misses.</summary>
internal sealed class ResendConsumer(ReceiptDesk desk) : IConsumer<ResendRequested>
{
    public Task Consume(ConsumeContext<ResendRequested> context) =>
        desk.ResendAsync(context.Message, context.CancellationToken);
}

/// <summary>What the exchange wants delivered.</summary>
internal sealed class DeliveryConsumer(DeliveryDesk desk) : IConsumer<DeliveryRequested>
{
    public Task Consume(ConsumeContext<DeliveryRequested> context) =>
        desk.AcceptAsync(context.Message, context.CancellationToken);
}
