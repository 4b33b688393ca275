using System.Data.Common;
using System.Text.Json;
using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>What the inbox says became of a message.</summary>
public enum InboxOutcome
{
    /// <summary>Its resources are committed.</summary>
    Stored,

    /// <summary>It cannot be stored; a dead letter holds it.</summary>
    Refused,

    /// <summary>It was a tombstone: the stream went on without that number.</summary>
    Skipped,
}

/// <summary>One message the exchange has decided on; written in the transaction of its effects.</summary>
public sealed record InboxRow
{
    /// <summary>The message or tombstone.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The attempt decided on; a later one may replace a refusal.</summary>
    public required int Attempt { get; init; }

    /// <summary>Stored, refused or skipped.</summary>
    public required InboxOutcome Outcome { get; init; }

    /// <summary>Gateway that wants the receipt.</summary>
    public required string Gateway { get; init; }

    /// <summary>Channel it came in by; empty for tombstones.</summary>
    public string Channel { get; init; } = "";

    /// <summary>Member whose system sent it; empty for tombstones.</summary>
    public string Member { get; init; } = "";

    /// <summary>Message type and trigger; empty for tombstones.</summary>
    public string Event { get; init; } = "";

    /// <summary>MSH-10; empty for tombstones.</summary>
    public string ControlId { get; init; } = "";

    /// <summary>Its stream.</summary>
    public required string StreamKey { get; init; }

    /// <summary>Its number in the stream.</summary>
    public required long StreamSeq { get; init; }

    /// <summary>Journal commit, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When the source says it happened, UTC.</summary>
    public required DateTimeOffset EventAt { get; init; }

    /// <summary>When the exchange decided, UTC.</summary>
    public required DateTimeOffset AppliedAt { get; init; }

    /// <summary>Source fields no map row read.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Every reason of a refusal.</summary>
    public IReadOnlyList<HubError> Errors { get; init; } = [];

    internal static InboxRow Read(DbDataReader r) => new()
    {
        MessageId = r.GetGuid(0),
        Attempt = r.GetInt32(1),
        Outcome = Enum.Parse<InboxOutcome>(r.GetString(2)),
        Gateway = r.GetString(3),
        Channel = r.GetString(4),
        Member = r.GetString(5),
        Event = r.GetString(6),
        ControlId = r.GetString(7),
        StreamKey = r.GetString(8),
        StreamSeq = r.GetInt64(9),
        ReceivedAt = r.Instant(10),
        EventAt = r.Instant(11),
        AppliedAt = r.Instant(12),
        Unread = JsonSerializer.Deserialize<string[]>(r.GetString(13))!,
        Errors = JsonSerializer.Deserialize<HubError[]>(r.GetString(14))!,
    };
}
