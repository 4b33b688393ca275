namespace IntegrationHub.Contracts;

/// <summary>Whether a channel takes messages.</summary>
public enum ChannelState
{
    /// <summary>Listening, or ready to deliver.</summary>
    Started,

    /// <summary>Stopped by an operator.</summary>
    Stopped,

    /// <summary>Wants to run and cannot, e.g. its port is taken.</summary>
    Failed,
}

/// <summary>Counts of one channel since the journal began. No patient data.</summary>
public sealed record ChannelStatus
{
    /// <summary>Channel name.</summary>
    public required string Name { get; init; }

    /// <summary>Member whose system is connected.</summary>
    public required string Member { get; init; }

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>Where it listens or delivers to, e.g. <c>mllp://0.0.0.0:2575</c>.</summary>
    public required string Address { get; init; }

    /// <summary>Started, stopped or failed.</summary>
    public required ChannelState State { get; init; }

    /// <summary>Journalled messages (in) or accepted deliveries (out).</summary>
    public required long Received { get; init; }

    /// <summary>Converted to FHIR, or to the local format.</summary>
    public required long Converted { get; init; }

    /// <summary>Stored by the exchange (in) or acknowledged by the hospital system (out).</summary>
    public required long Done { get; init; }

    /// <summary>Dead letters nobody has resolved.</summary>
    public required long Dead { get; init; }

    /// <summary>Neither done nor dead.</summary>
    public required long Waiting { get; init; }

    /// <summary>Identical resends answered with the stored ACK.</summary>
    public required long Duplicates { get; init; }

    /// <summary>Frames refused before the journal (AR, AE, closed).</summary>
    public required long Refused { get; init; }

    /// <summary>Last message, UTC.</summary>
    public DateTimeOffset? LastMessageAt { get; init; }

    /// <summary>Why the channel failed, for a person.</summary>
    public string? Problem { get; init; }
}

/// <summary>A gateway's report on itself, every two seconds.</summary>
/// <remarks>Gateway → <see cref="Lanes.ExchangeQueue"/>; only the newest counts, loss is harmless.</remarks>
public sealed record GatewayStatus
{
    /// <summary>Gateway name.</summary>
    public required string Gateway { get; init; }

    /// <summary>When it was made, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Every channel, in and out.</summary>
    public required IReadOnlyList<ChannelStatus> Channels { get; init; }

    /// <summary>Published and not yet receipted, plus not yet published.</summary>
    public required long OutboxPending { get; init; }

    /// <summary>Age of the oldest of them, in seconds.</summary>
    public required double OutboxOldestSeconds { get; init; }
}
