namespace IntegrationHub.Contracts;

/// <summary>How soon the exchange should look at a message.</summary>
public enum Urgency
{
    /// <summary>Ordinary traffic and backfills.</summary>
    Routine,

    /// <summary>Critical values and emergency referrals: their own lanes, never behind a backfill.</summary>
    Urgent,
}

/// <summary>Names and arguments of every queue on the bus. Both sides declare from here, so they cannot differ.</summary>
public static class Lanes
{
    /// <summary>Routine intake lanes. One stream (patient of a member) always takes the same lane.</summary>
    public const int RoutineCount = 8;

    /// <summary>Urgent intake lanes.</summary>
    public const int UrgentCount = 2;

    /// <summary>Redeliveries before the broker moves a message to <see cref="DeadLetterQueue"/>.</summary>
    public const int DeliveryLimit = 20;

    /// <summary>Bytes a lane may hold at the broker before it refuses publishes; the journal keeps the rest.</summary>
    public const long MaxQueueBytes = 4L * 1024 * 1024 * 1024;

    /// <summary>Where the broker puts what passed the delivery limit; drained into the dead letters of the exchange.</summary>
    public const string DeadLetterQueue = "hub.dead";

    /// <summary>The dead-letter exchange of every queue.</summary>
    public const string DeadLetterExchange = "hub.dead";

    /// <summary>Receipts of deliveries, resend answers and status reports, from gateways to the exchange.</summary>
    public const string ExchangeQueue = "hub.exchange";

    /// <summary>Receipts, deliveries, resend requests and desk questions for one gateway.</summary>
    public static string GatewayQueue(string gateway) => $"hub.gateway.{gateway}";

    /// <summary>All intake lanes, urgent ones first.</summary>
    public static IReadOnlyList<string> Intake { get; } =
    [
        .. Enumerable.Range(0, UrgentCount).Select(i => $"hub.intake.urgent.{i}"),
        .. Enumerable.Range(0, RoutineCount).Select(i => $"hub.intake.{i}"),
    ];

    /// <summary>The lane of a stream: the same on every gateway and in every version.</summary>
    public static string IntakeLane(string streamKey, Urgency urgency)
    {
        ArgumentNullException.ThrowIfNull(streamKey);
        var hash = 2166136261u; // FNV-1a over UTF-16 units: stable across processes, unlike string.GetHashCode
        foreach (var unit in streamKey)
            hash = (hash ^ unit) * 16777619u;
        return urgency == Urgency.Urgent
            ? $"hub.intake.urgent.{hash % UrgentCount}"
            : $"hub.intake.{hash % RoutineCount}";
    }

    /// <summary>
    /// Arguments of a queue, stated in full so that RabbitMQ 3.10 and 4.x behave alike: quorum, delivery limit,
    /// at-least-once dead-lettering and reject-publish (RELIABILITY finding 4).
    /// </summary>
    /// <param name="singleActiveConsumer">True for intake lanes: one consumer at a time keeps the order.</param>
    public static IReadOnlyDictionary<string, object> QueueArguments(bool singleActiveConsumer)
    {
        var arguments = new Dictionary<string, object>
        {
            ["x-queue-type"] = "quorum",
            ["x-delivery-limit"] = DeliveryLimit,
            ["x-dead-letter-exchange"] = DeadLetterExchange,
            ["x-dead-letter-strategy"] = "at-least-once",
            ["x-overflow"] = "reject-publish",
            ["x-max-length-bytes"] = MaxQueueBytes,
        };
        if (singleActiveConsumer)
            arguments["x-single-active-consumer"] = true;
        return arguments;
    }
}
