namespace IntegrationHub.Contracts;

/// <summary>The message that held this number died at the gateway; the stream goes on without it.</summary>
/// <remarks>Gateway → exchange, on the lane the message would have taken. Answered with a receipt.</remarks>
public sealed record StreamTombstone
{
    /// <summary>Identity of the tombstone itself, not of the dead message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Gateway that wants the receipt.</summary>
    public required string Gateway { get; init; }

    /// <summary>Stream that skips a number.</summary>
    public required string StreamKey { get; init; }

    /// <summary>The number nobody shall wait for.</summary>
    public required long StreamSeq { get; init; }
}
