namespace IntegrationHub.Exchange;

/// <summary>Named limits of the outbox relay.</summary>
internal sealed class RelayLimits(ExchangeOptions options)
{
    /// <summary>How long a claim holds; longer than the deadline of one send.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the relay sleeps when nobody wakes it.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Recipients of one claim.</summary>
    public int Recipients { get; init; } = 8;

    /// <summary>Deliveries of one recipient in one claim.</summary>
    public int PerRecipient { get; init; } = 50;

    /// <summary>Deliveries made unsent again in one round.</summary>
    public int Resends { get; init; } = 500;

    /// <summary>How long a delivery waits for its receipt before it is sent again.</summary>
    public TimeSpan ReceiptPatience => options.ReceiptPatience;

    /// <summary>The gateway at the edge of a member; null for a member that has left the network.</summary>
    public string? GatewayOf(string member) => options.Members.Find(member)?.Gateway;
}
