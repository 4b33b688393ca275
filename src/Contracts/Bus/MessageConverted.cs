namespace IntegrationHub.Contracts;

/// <summary>A gateway journalled a message of a hospital system and converted it to FHIR R4.</summary>
/// <remarks>
/// Gateway → exchange, on the intake lane of <see cref="StreamKey"/>. Delivery is at least once: receivers
/// deduplicate on <see cref="MessageId"/> and apply a stream in the order of <see cref="StreamSeq"/>.
/// </remarks>
public sealed record MessageConverted
{
    /// <summary>Identity given at the journal; the same for every retry, resend and replay.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>1 at first; a replay after a fix counts up and may then replace a refusal.</summary>
    public required int Attempt { get; init; }

    /// <summary>Gateway that wants the receipt.</summary>
    public required string Gateway { get; init; }

    /// <summary>Channel the message came in by.</summary>
    public required string Channel { get; init; }

    /// <summary>Custodian: the member whose system sent it.</summary>
    public required string Member { get; init; }

    /// <summary>Message type and trigger, e.g. <c>ORU^R01</c>.</summary>
    public required string Event { get; init; }

    /// <summary>MSH-10 as sent.</summary>
    public required string ControlId { get; init; }

    /// <summary>Ordering key: member and patient; never shown to people, it may hold an identifier.</summary>
    public required string StreamKey { get; init; }

    /// <summary>1, 2, 3 … within the stream; assigned in the journal's transaction.</summary>
    public required long StreamSeq { get; init; }

    /// <summary>Which lanes it takes.</summary>
    public required Urgency Urgency { get; init; }

    /// <summary>When the journal committed the bytes, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When the source says it happened (MSH-7 or better), UTC; older events never overwrite newer ones.</summary>
    public required DateTimeOffset EventAt { get; init; }

    /// <summary>FHIR R4 <c>Bundle</c> of type <c>transaction</c>, JSON, at most 16 MiB.</summary>
    public required string BundleJson { get; init; }

    /// <summary>HL7 paths of source fields no map row read; without values.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];
}
