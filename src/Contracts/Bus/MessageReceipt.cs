namespace IntegrationHub.Contracts;

/// <summary>What became of a message at the exchange.</summary>
public enum ReceiptOutcome
{
    /// <summary>Committed with history, index and outbox.</summary>
    Stored,

    /// <summary>Cannot be stored; kept as a dead letter with its reasons.</summary>
    Refused,
}

/// <summary>The exchange's word on one message. Only now the journal row is done.</summary>
/// <remarks>Exchange → the gateway that sent it; sent again whenever the message arrives again.</remarks>
public sealed record MessageReceipt
{
    /// <summary>The message or tombstone answered.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The attempt answered; 1 for tombstones.</summary>
    public required int Attempt { get; init; }

    /// <summary>Stored or refused.</summary>
    public required ReceiptOutcome Outcome { get; init; }

    /// <summary>Every reason of a refusal; empty otherwise.</summary>
    public IReadOnlyList<HubError> Errors { get; init; } = [];

    /// <summary>Commit time, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>The exchange waits for numbers of a stream it has not seen; the gateway sends them again.</summary>
/// <remarks>Exchange → gateway, when later numbers have waited for a minute.</remarks>
public sealed record ResendRequested
{
    /// <summary>Stream with the gap.</summary>
    public required string StreamKey { get; init; }

    /// <summary>First missing number.</summary>
    public required long FromSeq { get; init; }

    /// <summary>Last missing number.</summary>
    public required long ToSeq { get; init; }
}
