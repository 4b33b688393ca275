using IntegrationHub.Contracts;
using RabbitMQ.Client;

namespace IntegrationHub.Hub.Bus;

/// <summary>
/// Every queue of the hub, declared before anybody publishes: a gateway may run before any exchange has been seen,
/// and a message for a queue that does not exist would be lost (RELIABILITY findings 2 and 4).
/// </summary>
internal sealed class BrokerTopology(params IReadOnlyList<string> gateways)
{
    // Nothing stands behind the last queue: without a limit of its own RabbitMQ 4 would drop after 20 redeliveries.
    private const int NoDeliveryLimit = 1_000_000_000;

    /// <summary>Every queue of the consortium: receipts and deliveries wait for gateways that have not run
    /// yet.</summary>
    public IReadOnlyList<string> Queues { get; } =
        [.. Lanes.Intake, Lanes.ExchangeQueue, .. gateways.Select(Lanes.GatewayQueue), Lanes.DeadLetterQueue];

    public static IReadOnlyDictionary<string, object> ArgumentsOf(string queue) =>
        queue == Lanes.DeadLetterQueue
            ? new Dictionary<string, object>
            {
                ["x-queue-type"] = "quorum",
                ["x-delivery-limit"] = NoDeliveryLimit,
                ["x-overflow"] = "reject-publish",
                ["x-max-length-bytes"] = Lanes.MaxQueueBytes,
            }
            : Lanes.QueueArguments(singleActiveConsumer: Lanes.Intake.Contains(queue));

    /// <summary>Declares all of it; harmless when it exists with the same arguments.</summary>
    /// <exception cref="RabbitMQ.Client.Exceptions.OperationInterruptedException">
    /// A queue exists with other arguments (406), or the user may not declare (403).
    /// </exception>
    public async Task DeclareAsync(IChannel channel, CancellationToken ct)
    {
        foreach (var queue in Queues)
        {
            // An exchange of the same name in front of each queue: where MassTransit sends and consumes.
            await channel.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true, cancellationToken: ct);
            await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false,
                ArgumentsOf(queue).ToDictionary(a => a.Key, a => (object?)a.Value), cancellationToken: ct);
            await channel.QueueBindAsync(queue, queue, routingKey: "", cancellationToken: ct);
        }
    }
}
