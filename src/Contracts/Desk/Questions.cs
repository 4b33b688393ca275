namespace IntegrationHub.Contracts;

// Questions of the operations desk to a gateway, asked over the bus (request/response on Lanes.GatewayQueue), so that
// desk and gateway may run in different processes. Answers never hold patient data unless the name says content.

/// <summary>Where is each message of a sender? Newest first.</summary>
public sealed record AskLedger
{
    /// <summary>Channel name or MSH-4 facility; null for all.</summary>
    public string? Sender { get; init; }

    /// <summary>Journalled at or after, UTC.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Journalled before, UTC.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>
    /// Only this state, e.g. <c>dead</c>; null for all. Two more are asked for by name: <c>refused</c>, frames that were
    /// never journalled, and <c>undelivered</c>, deliveries that ended dead.
    /// </summary>
    public string? State { get; init; }

    /// <summary>1 … 1,000.</summary>
    public int Limit { get; init; } = 200;

    /// <summary>Opaque place to go on from; null for the first page.</summary>
    public string? After { get; init; }

    /// <summary>Only what belongs to this member; null for all.</summary>
    public string? Member { get; init; }
}

/// <summary>One line of the ledger: ids and states only.</summary>
public sealed record LedgerLine
{
    /// <summary>Identity given at the journal.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Gateway that journalled it.</summary>
    public required string Gateway { get; init; }

    /// <summary>Channel it came in by.</summary>
    public required string Channel { get; init; }

    /// <summary>MSH-4.</summary>
    public required string Facility { get; init; }

    /// <summary>MSH-10.</summary>
    public required string ControlId { get; init; }

    /// <summary>Message type and trigger.</summary>
    public required string Event { get; init; }

    /// <summary>
    /// <c>received</c>, <c>converted</c>, <c>published</c>, <c>stored</c> or <c>dead</c>; or <c>refused</c>, <c>undelivered</c>.
    /// </summary>
    public required string State { get; init; }

    /// <summary>MSA-1 that was answered.</summary>
    public required string Ack { get; init; }

    /// <summary>Same MSH-10 with other content was seen before.</summary>
    public required bool Conflict { get; init; }

    /// <summary>Journal commit, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it reached its state, UTC.</summary>
    public required DateTimeOffset StateAt { get; init; }

    /// <summary>Reasons when dead.</summary>
    public IReadOnlyList<HubError> Errors { get; init; } = [];
}

/// <summary>Answer to <see cref="AskLedger"/>.</summary>
public sealed record LedgerPage
{
    /// <summary>Lines, newest first.</summary>
    public required IReadOnlyList<LedgerLine> Lines { get; init; }

    /// <summary>Messages per state for the same question, all pages together.</summary>
    public required IReadOnlyDictionary<string, long> Totals { get; init; }

    /// <summary>Place of the next page, or null at the end.</summary>
    public string? Next { get; init; }
}

/// <summary>Where is message X? By journal id, delivery id or MSH-10.</summary>
public sealed record AskTrace
{
    /// <summary>A message id, a delivery id or a control id.</summary>
    public required string Id { get; init; }

    /// <summary>Only what belongs to this member; null for all.</summary>
    public string? Member { get; init; }
}

/// <summary>One step of a message on its way, at one place.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Place"><c>gateway:NAME</c>, <c>bus</c>, <c>exchange</c> or <c>member:ID</c>.</param>
/// <param name="Step">E.g. <c>received</c>, <c>converted</c>, <c>published</c>, <c>stored</c>, <c>delivered</c>, <c>dead</c>.</param>
/// <param name="Note">Ids and codes for a person; never patient data.</param>
public sealed record TraceStep(DateTimeOffset At, string Place, string Step, string Note);

/// <summary>Answer to <see cref="AskTrace"/>: what this gateway knows; empty when it knows nothing.</summary>
public sealed record TraceAnswer
{
    /// <summary>Messages found, each with its ledger line (null for a delivery of this gateway) and steps.</summary>
    public required IReadOnlyList<TracedMessage> Messages { get; init; }
}

/// <summary>One message or delivery with its steps, oldest first.</summary>
public sealed record TracedMessage
{
    /// <summary>Journal id of the message the steps belong to.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The ledger line, when the asked gateway journalled it.</summary>
    public LedgerLine? Line { get; init; }

    /// <summary>Steps, oldest first.</summary>
    public required IReadOnlyList<TraceStep> Steps { get; init; }
}

/// <summary>Show one message: raw text, FHIR, ACK, unread fields. Content: holds patient data.</summary>
public sealed record AskContent
{
    /// <summary>Journal id or delivery id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>Only what belongs to this member; null for all.</summary>
    public string? Member { get; init; }
}

/// <summary>Answer to <see cref="AskContent"/>. Holds patient data; opening it is an audited act.</summary>
public sealed record MessageContent
{
    /// <summary>False: this gateway does not hold the message.</summary>
    public required bool Found { get; init; }

    /// <summary>Raw message decoded for reading, segments on lines.</summary>
    public string Raw { get; init; } = "";

    /// <summary>Charset the bytes were decoded with.</summary>
    public string Charset { get; init; } = "";

    /// <summary>FHIR bundle JSON; empty when not converted.</summary>
    public string BundleJson { get; init; } = "";

    /// <summary>ACK answered, decoded.</summary>
    public string Ack { get; init; } = "";

    /// <summary>HL7 paths no row read.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Reasons when dead.</summary>
    public IReadOnlyList<HubError> Errors { get; init; } = [];
}

/// <summary>Run dead letters again, as they are or with a corrected text.</summary>
public sealed record CommandReplay
{
    /// <summary>Messages to replay; at most 1,000.</summary>
    public required IReadOnlyList<Guid> MessageIds { get; init; }

    /// <summary>Corrected raw text for exactly one message; the original bytes are kept beside it.</summary>
    public string? EditedRaw { get; init; }

    /// <summary>Who asked, for the trace.</summary>
    public required string By { get; init; }

    /// <summary>Only what belongs to this member; null for all.</summary>
    public string? Member { get; init; }
}

/// <summary>Start or stop a channel.</summary>
public sealed record CommandChannel
{
    /// <summary>Channel name.</summary>
    public required string Channel { get; init; }

    /// <summary>True starts, false stops.</summary>
    public required bool Start { get; init; }

    /// <summary>Who asked, for the trace.</summary>
    public required string By { get; init; }

    /// <summary>Only what belongs to this member; null for all.</summary>
    public string? Member { get; init; }
}

/// <summary>Answer to a command.</summary>
public sealed record CommandAnswer
{
    /// <summary>How many things were done.</summary>
    public required int Done { get; init; }

    /// <summary>Everything that was not, and why.</summary>
    public IReadOnlyList<HubError> Errors { get; init; } = [];
}
