using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>One number of a stream: a converted message, or the tombstone of one that died at its gateway.</summary>
internal sealed record IntakeItem
{
    public required Guid MessageId { get; init; }

    public required int Attempt { get; init; }

    public required string Gateway { get; init; }

    public required string StreamKey { get; init; }

    public required long StreamSeq { get; init; }

    /// <summary>Null for a tombstone.</summary>
    public MessageConverted? Message { get; init; }

    /// <summary>It waits in the database and has to be dropped there once it is decided.</summary>
    public bool WasParked { get; init; }

    public string Kind => Message is null ? nameof(StreamTombstone) : nameof(MessageConverted);

    public static IntakeItem Of(MessageConverted message) => new()
    {
        MessageId = message.MessageId,
        Attempt = message.Attempt,
        Gateway = message.Gateway,
        StreamKey = message.StreamKey,
        StreamSeq = message.StreamSeq,
        Message = message,
    };

    public static IntakeItem Of(StreamTombstone tombstone) => new()
    {
        MessageId = tombstone.MessageId,
        Attempt = 1,
        Gateway = tombstone.Gateway,
        StreamKey = tombstone.StreamKey,
        StreamSeq = tombstone.StreamSeq,
    };

    /// <summary>A parked message, as it came over the bus.</summary>
    public static IntakeItem Of(ParkedMessage parked) => (parked.Kind == nameof(StreamTombstone)
        ? Of(JsonSerializer.Deserialize<StreamTombstone>(parked.BodyJson)!)
        : Of(JsonSerializer.Deserialize<MessageConverted>(parked.BodyJson)!)) with
    { WasParked = true };

    /// <summary>The contract as JSON.</summary>
    public string Body() => Message is not null
        ? JsonSerializer.Serialize(Message)
        : JsonSerializer.Serialize(new StreamTombstone
        {
            MessageId = MessageId,
            Gateway = Gateway,
            StreamKey = StreamKey,
            StreamSeq = StreamSeq,
        });

    /// <summary>The inbox row of a decision.</summary>
    public InboxRow Row(InboxOutcome outcome, DateTimeOffset now, IReadOnlyList<HubError> errors) => new()
    {
        MessageId = MessageId,
        Attempt = Attempt,
        Outcome = outcome,
        Gateway = Gateway,
        Channel = Message?.Channel ?? "",
        Member = Message?.Member ?? "",
        Event = Message?.Event ?? "",
        ControlId = Message?.ControlId ?? "",
        StreamKey = StreamKey,
        StreamSeq = StreamSeq,
        ReceivedAt = Message?.ReceivedAt ?? now,
        EventAt = Message?.EventAt ?? now,
        AppliedAt = now,
        Unread = Message?.Unread ?? [],
        Errors = errors,
    };

    /// <summary>The dead letter of a message that stops here.</summary>
    public DeadLetter Dead(string stage, DateTimeOffset now, IReadOnlyList<HubError> errors) => new()
    {
        Id = StableId.Of(MessageId, Attempt, stage),
        MessageId = MessageId,
        Attempt = Attempt,
        Stage = stage,
        Gateway = Gateway,
        Channel = Message?.Channel ?? "",
        Member = Message?.Member ?? "",
        Event = Message?.Event ?? "",
        ControlId = Message?.ControlId ?? "",
        StreamKey = StreamKey,
        StreamSeq = StreamSeq,
        Errors = errors,
        BodyJson = Body(),
        At = now,
    };
}
