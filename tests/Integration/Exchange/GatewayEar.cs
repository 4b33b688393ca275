using System.Collections.Concurrent;
using IntegrationHub.Contracts;
using MassTransit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>A gateway's end of the bus: keeps what it hears and answers one question.</summary>
public sealed class GatewayEar
{
    public ConcurrentQueue<MessageReceipt> Receipts { get; } = new();

    public ConcurrentQueue<DeliveryRequested> Deliveries { get; } = new();

    public sealed class Consumer(GatewayEar ear)
        : IConsumer<MessageReceipt>, IConsumer<DeliveryRequested>, IConsumer<AskLedger>
    {
        public Task Consume(ConsumeContext<MessageReceipt> context)
        {
            ear.Receipts.Enqueue(context.Message);
            return Task.CompletedTask;
        }

        public Task Consume(ConsumeContext<DeliveryRequested> context)
        {
            ear.Deliveries.Enqueue(context.Message);
            return Task.CompletedTask;
        }

        public Task Consume(ConsumeContext<AskLedger> context) => context.RespondAsync(new LedgerPage
        {
            Lines =
            [
                new()
                {
                    MessageId = Guid.Empty, Gateway = "gw-town", Channel = "c", Facility = "f", ControlId = "1",
                    Event = "ADT^A01", State = "stored", Ack = "AA", Conflict = false,
                    ReceivedAt = DateTimeOffset.UnixEpoch, StateAt = DateTimeOffset.UnixEpoch,
                },
            ],
            Totals = new Dictionary<string, long> { ["stored"] = 1 },
        });
    }
}
