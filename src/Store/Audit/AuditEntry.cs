namespace IntegrationHub.Store;

/// <summary>One thing that happened: who did what to which records, and how it ended. No clinical content.</summary>
public sealed record AuditEntry
{
    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What: a FHIR interaction (<c>read</c>, <c>search-type</c> …) or an event such as <c>login</c>.</summary>
    public required string Event { get; init; }

    /// <summary>C create, R read, U update, D delete, E execute.</summary>
    public required char Action { get; init; }

    /// <summary>How it ended, as HTTP says it: 200, 403, 500 …</summary>
    public required int Status { get; init; }

    /// <summary>Member of the caller, or of the sender of a message; empty: nobody known.</summary>
    public string Member { get; init; } = "";

    /// <summary>Name of the client or account.</summary>
    public string Client { get; init; } = "";

    /// <summary>Account id of the person; null for a system.</summary>
    public string? Person { get; init; }

    /// <summary>Roles of the person.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Why (v3-PurposeOfUse), e.g. <c>TREAT</c>; null: not said.</summary>
    public string? Purpose { get; init; }

    /// <summary>Address it came from.</summary>
    public string? Source { get; init; }

    /// <summary>Id of the request, as in the log.</summary>
    public string? RequestId { get; init; }

    /// <summary>Entry of a batch or transaction: <c>Bundle.entry[3]</c>.</summary>
    public string? Part { get; init; }

    /// <summary>Patients whose records were concerned, by logical id.</summary>
    public IReadOnlyList<string> Patients { get; init; } = [];

    /// <summary>Members that keep the records concerned.</summary>
    public IReadOnlyList<string> Custodians { get; init; } = [];

    /// <summary>Records read or written: <c>Patient/1/3</c> is version 3.</summary>
    public IReadOnlyList<string> Resources { get; init; } = [];

    /// <summary>What was asked for: the path and query of a search.</summary>
    public string? Query { get; init; }

    /// <summary>The hub's id of a message.</summary>
    public string? MessageId { get; init; }

    /// <summary>MSH-10 of a message.</summary>
    public string? ControlId { get; init; }

    /// <summary>Channel of a message.</summary>
    public string? Channel { get; init; }

    /// <summary>Member to whom something was transmitted.</summary>
    public string? Recipient { get; init; }

    /// <summary>The broken-glass grant that opened the record.</summary>
    public Guid? Grant { get; init; }

    /// <summary>What a person should read beside; never clinical content.</summary>
    public string? Detail { get; init; }
}

/// <summary>An entry and where it stands.</summary>
/// <param name="Block">Row of the trail.</param>
/// <param name="Index">Place in the row, from 0.</param>
/// <param name="Node">Process that wrote it.</param>
/// <param name="Entry">The entry.</param>
public sealed record StoredAudit(long Block, int Index, string Node, AuditEntry Entry);
