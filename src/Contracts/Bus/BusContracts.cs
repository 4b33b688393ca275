namespace IntegrationHub.Contracts;

/// <summary>Every record that may cross the bus. Anything else that arrives is a dead letter, never looked up by name.</summary>
public static class BusContracts
{
    /// <summary>Version of the set; a change that old readers cannot read gets a new number and new names.</summary>
    public const int Version = 1;

    /// <summary>Messages and desk questions, with their schemas in <c>contracts/messages/v1</c>.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        typeof(MessageConverted), typeof(StreamTombstone), typeof(MessageReceipt), typeof(ResendRequested),
        typeof(DeliveryRequested), typeof(DeliveryReceipt), typeof(GatewayStatus),
        typeof(AskLedger), typeof(LedgerPage), typeof(AskTrace), typeof(TraceAnswer),
        typeof(AskContent), typeof(MessageContent),
        typeof(CommandReplay), typeof(CommandChannel), typeof(CommandAnswer),
    ];
}
