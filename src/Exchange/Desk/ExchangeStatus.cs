using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>Counts of the exchange. No patient data.</summary>
public sealed record ExchangeStatus
{
    /// <summary>When it was counted, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Messages with a place in the inbox: stored, refused and parked.</summary>
    public required long Received { get; init; }

    /// <summary>Numbers that wait for an earlier one of their stream.</summary>
    public required long Parked { get; init; }

    /// <summary>Age of the oldest parked number, in seconds; 0 when none waits.</summary>
    public required double ParkedOldestSeconds { get; init; }

    /// <summary>Streams that stand still behind a message that cannot be applied.</summary>
    public required long Blocked { get; init; }

    /// <summary>Unresolved dead letters.</summary>
    public required long Dead { get; init; }

    /// <summary>Deliveries without a receipt.</summary>
    public required long OutboxPending { get; init; }

    /// <summary>Age of the oldest of them, in seconds; 0 when none waits.</summary>
    public required double OutboxOldestSeconds { get; init; }

    /// <summary>Pending deliveries by recipient.</summary>
    public required IReadOnlyDictionary<string, long> OutboxByRecipient { get; init; }
}

/// <summary>A message that stopped at the exchange. No patient data.</summary>
public sealed record ExchangeDeadLetter
{
    /// <summary>Identity of the dead letter.</summary>
    public required Guid Id { get; init; }

    /// <summary>Journal id of the message; the transport's id for <c>bus</c>.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>
    /// <c>refused</c> (content), <c>blocked</c> (unexpected failure), <c>bus</c> (drained from the broker).
    /// </summary>
    public required string Stage { get; init; }

    /// <summary>Member whose system sent it; empty when unknown.</summary>
    public required string Member { get; init; }

    /// <summary>Channel it came in by; the queue for <c>bus</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>Message type and trigger; empty when unknown.</summary>
    public required string Event { get; init; }

    /// <summary>MSH-10; empty when unknown.</summary>
    public required string ControlId { get; init; }

    /// <summary>Gateway that sent it; empty when unknown.</summary>
    public required string Gateway { get; init; }

    /// <summary>Every reason.</summary>
    public required IReadOnlyList<HubError> Errors { get; init; }

    /// <summary>When it stopped, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>A stream that stands still.</summary>
/// <param name="BlockedBy">Journal id of the message at its head.</param>
/// <param name="Member">Member whose stream it is; the rest of the key may hold an identifier and is not shown.</param>
/// <param name="Since">When it stopped, UTC.</param>
/// <param name="Waiting">Numbers behind it.</param>
public sealed record StreamBlock(Guid BlockedBy, string Member, DateTimeOffset Since, long Waiting);
