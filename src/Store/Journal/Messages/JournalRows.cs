using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Store.Journal;

/// <summary>A message about to be journalled.</summary>
public sealed record NewInbound
{
    /// <summary>Identity it keeps for ever.</summary>
    public required Guid Id { get; init; }

    /// <summary>Channel it came in by.</summary>
    public required string Channel { get; init; }

    /// <summary>Custodian.</summary>
    public required string Member { get; init; }

    /// <summary>MSH-3.</summary>
    public required string Application { get; init; }

    /// <summary>MSH-4.</summary>
    public required string Facility { get; init; }

    /// <summary>MSH-10.</summary>
    public required string ControlId { get; init; }

    /// <summary>SHA-256 over the content without MSH-7 and MSH-13.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>Message type and trigger.</summary>
    public required string Event { get; init; }

    /// <summary>The bytes as they came.</summary>
    public required ReadOnlyMemory<byte> Raw { get; init; }

    /// <summary>Charset they were decoded with.</summary>
    public required string Charset { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Ordering key.</summary>
    public required string StreamKey { get; init; }

    /// <summary>Which lanes it takes.</summary>
    public required Urgency Urgency { get; init; }

    /// <summary>MSA-1 of <see cref="Ack"/>; empty while the answer waits or none is wanted.</summary>
    public required string AckCode { get; init; }

    /// <summary>The answer that will be sent; null while it waits.</summary>
    public byte[]? Ack { get; init; }

    /// <summary><see cref="Raw"/> as it is stored; null: not sealed yet.</summary>
    internal byte[]? StoredRaw { get; private init; }

    internal byte[]? StoredAck { get; private init; }

    internal NewInbound Sealed(Sealer sealer) => StoredRaw is not null ? this : this with
    {
        StoredRaw = sealer.Seal(Raw.Span, SealedPlace.Raw(Id)),
        StoredAck = Ack is null ? null : sealer.Seal(Ack, SealedPlace.Ack(Id)),
    };
}

/// <summary>What the journal made of a message.</summary>
/// <param name="Id">Its identity; the first one's when it is a duplicate.</param>
/// <param name="StreamSeq">Its number in its stream.</param>
/// <param name="Duplicate">Same sender, MSH-10 and content as before.</param>
/// <param name="ConflictOf">The earlier message with the same MSH-10 and other content.</param>
/// <param name="State">State now.</param>
/// <param name="AckCode">MSA-1 stored; empty while the answer waits.</param>
/// <param name="Ack">The stored answer, byte for byte.</param>
public sealed record Accepted(
    Guid Id, long StreamSeq, bool Duplicate, Guid? ConflictOf, string State, string AckCode, byte[]? Ack);

/// <summary>A journalled message that waits for conversion.</summary>
public sealed record ToConvert
{
    /// <summary>Place in the journal.</summary>
    public required long Seq { get; init; }

    /// <summary>Identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>Counts replays; a result for an earlier attempt is thrown away.</summary>
    public required int Attempt { get; init; }

    /// <summary>Channel it came in by.</summary>
    public required string Channel { get; init; }

    /// <summary>Custodian.</summary>
    public required string Member { get; init; }

    /// <summary>Ordering key.</summary>
    public required string StreamKey { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Charset of <see cref="Raw"/>.</summary>
    public required string Charset { get; init; }

    /// <summary>The bytes; null while they are left in the journal to save memory.</summary>
    public ReadOnlyMemory<byte>? Raw { get; init; }

    /// <summary>Why the bytes cannot be had; null when they can.</summary>
    public IReadOnlyList<HubError>? Damage { get; init; }
}

/// <summary>How a conversion ended.</summary>
public sealed record ConversionResult
{
    /// <summary>Message converted.</summary>
    public required Guid Id { get; init; }

    /// <summary>Attempt converted.</summary>
    public required int Attempt { get; init; }

    /// <summary>FHIR bundle as JSON; null when it failed.</summary>
    public string? BundleJson { get; init; }

    /// <summary>When the source says it happened.</summary>
    public DateTimeOffset EventAt { get; init; }

    /// <summary>Source fields no row read.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Every reason of a failure, or warnings of a success.</summary>
    public IReadOnlyList<HubError> Errors { get; init; } = [];
}

/// <summary>A row the relay holds for a while: exactly one of message and tombstone.</summary>
/// <param name="Seq">Place in the outbox.</param>
/// <param name="Fence">Grows with every claim; a mark with an older one changes nothing.</param>
/// <param name="StreamKey">Rows of one stream are published one after the other.</param>
/// <param name="Lane">Queue it goes to.</param>
/// <param name="Message">The converted message.</param>
/// <param name="Tombstone">Or the number nobody shall wait for.</param>
public sealed record OutboxClaim(
    long Seq, long Fence, string StreamKey, string Lane, MessageConverted? Message, StreamTombstone? Tombstone)
{
    /// <summary>Number in the stream.</summary>
    public long StreamSeq => Message?.StreamSeq ?? Tombstone?.StreamSeq ?? 0;
}

/// <summary>What the relay wants to publish now.</summary>
/// <param name="Gateway">Name in the contracts.</param>
/// <param name="Urgency">Rows of this urgency only.</param>
/// <param name="Now">The journal's clock.</param>
/// <param name="Lease">How long the rows belong to this claim.</param>
/// <param name="Limit">Rows at most.</param>
/// <param name="Crowded">
/// So much waits for receipts that sending it again would only make the queues longer: of what was sent before, only
/// rows that were overtaken on their lane are claimed, the others wait on (RELIABILITY F40).
/// </param>
public sealed record ClaimRequest(
    string Gateway, Urgency Urgency, DateTimeOffset Now, TimeSpan Lease, int Limit, bool Crowded = false);

/// <summary>Rows of a claim.</summary>
/// <param name="Claims">To be published, oldest first.</param>
/// <param name="Deferred">Rows that were due and go on waiting for their receipt.</param>
public sealed record ClaimedRows(IReadOnlyList<OutboxClaim> Claims, int Deferred);

/// <summary>A frame that was refused before the journal took it.</summary>
/// <param name="Channel">Channel it came in by.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Remote">Address of the sender.</param>
/// <param name="Facility">MSH-4 when readable.</param>
/// <param name="ControlId">MSH-10 when readable.</param>
/// <param name="Event">Type and trigger when readable.</param>
/// <param name="AckCode">What was answered; empty: closed without an answer.</param>
/// <param name="Errors">Every reason.</param>
/// <param name="Size">Bytes of the frame, as far as it was read.</param>
/// <param name="Raw">The first bytes.</param>
public sealed record RefusedFrame(
    string Channel, DateTimeOffset At, string Remote, string Facility, string ControlId, string Event, string AckCode,
    IReadOnlyList<HubError> Errors, long Size, ReadOnlyMemory<byte> Raw);
