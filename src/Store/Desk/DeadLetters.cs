using System.Data.Common;
using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Store;

/// <summary>A message that stopped at the exchange, with every reason.</summary>
public sealed record DeadLetter
{
    /// <summary>Identity of the dead letter.</summary>
    public required Guid Id { get; init; }

    /// <summary>The message.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The attempt that died.</summary>
    public required int Attempt { get; init; }

    /// <summary>Where it died: <c>refused</c>, <c>blocked</c>, <c>bus</c> …</summary>
    public required string Stage { get; init; }

    /// <summary>Gateway that holds the raw bytes.</summary>
    public string Gateway { get; init; } = "";

    /// <summary>Channel it came in by.</summary>
    public string Channel { get; init; } = "";

    /// <summary>Member whose system sent it.</summary>
    public string Member { get; init; } = "";

    /// <summary>Message type and trigger.</summary>
    public string Event { get; init; } = "";

    /// <summary>MSH-10.</summary>
    public string ControlId { get; init; } = "";

    /// <summary>Its stream; never shown.</summary>
    public string StreamKey { get; init; } = "";

    /// <summary>Its number in the stream.</summary>
    public long StreamSeq { get; init; }

    /// <summary>Every reason.</summary>
    public required IReadOnlyList<HubError> Errors { get; init; }

    /// <summary>The contract as it came over the bus. Holds patient data; empty in lists.</summary>
    public string BodyJson { get; init; } = "";

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it was resolved, UTC.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>Who or what resolved it.</summary>
    public string? ResolvedBy { get; init; }

    /// <summary><c>replayed</c>, <c>skipped</c> …</summary>
    public string? Resolution { get; init; }

    internal const string Columns = """
        id, message_id, attempt, stage, gateway, channel, member, event, control_id, stream_key, stream_seq, errors, at,
        resolved_at, resolved_by, resolution
        """;

    internal static DeadLetter Read(DbDataReader r) => new()
    {
        Id = r.GetGuid(0),
        MessageId = r.GetGuid(1),
        Attempt = r.GetInt32(2),
        Stage = r.GetString(3),
        Gateway = r.GetString(4),
        Channel = r.GetString(5),
        Member = r.GetString(6),
        Event = r.GetString(7),
        ControlId = r.GetString(8),
        StreamKey = r.GetString(9),
        StreamSeq = r.GetInt64(10),
        Errors = JsonSerializer.Deserialize<HubError[]>(r.GetString(11))!,
        At = r.Instant(12),
        ResolvedAt = r.InstantOrNull(13),
        ResolvedBy = r.TextOrNull(14),
        Resolution = r.TextOrNull(15),
    };
}

/// <summary>Messages that stopped; kept until someone resolves them.</summary>
public static class DeadLetters
{
    private const string Add = $"""
        insert into dead_letter ({DeadLetter.Columns}, body)
        values (@id, @message, @attempt, @stage, @gateway, @channel, @member, @event, @control, @stream, @seq, @errors,
                @at, null, null, null, @body)
        on conflict (id) do nothing
        """;

    private const string Open = $"""
        select {DeadLetter.Columns} from dead_letter
         where resolved_at is null and (at < @at or (at = @at and id < @id)) and (@everywhere or member = @member)
         order by at desc, id desc
         limit @limit
        """;

    private const string One = $"select {DeadLetter.Columns}, body from dead_letter where id = @id";

    private const string OfMessage =
        $"select {DeadLetter.Columns} from dead_letter where message_id = @message order by at";

    private const string Resolve = """
        update dead_letter set resolved_at = @now, resolved_by = @by, resolution = @resolution
         where message_id = @message and attempt <= @attempt and resolved_at is null
        """;

    private const string Count = "select count(*) from dead_letter where resolved_at is null";

    /// <summary>Adds a dead letter; the same id twice is one.</summary>
    public static Task<int> AddAsync(HubTransaction tx, DeadLetter letter, CancellationToken ct) => tx.ExecuteAsync(
        Add, ct,
        ("@id", letter.Id), ("@message", letter.MessageId), ("@attempt", letter.Attempt), ("@stage", letter.Stage),
        ("@gateway", letter.Gateway), ("@channel", letter.Channel), ("@member", letter.Member),
        ("@event", letter.Event), ("@control", letter.ControlId), ("@stream", letter.StreamKey),
        ("@seq", letter.StreamSeq), ("@errors", JsonSerializer.Serialize(letter.Errors)), ("@at", letter.At),
        ("@body", tx.Sealer.SealText(letter.BodyJson, SealedPlace.DeadLetter(letter.Id))));

    /// <summary>Unresolved ones without content, newest first.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="member">Only messages of this member's systems; null: all.</param>
    public static Task<IReadOnlyList<DeadLetter>> OpenAsync(
        HubReader reader, DeadLetter? after, int limit, CancellationToken ct, string? member = null) => reader.QueryAsync(
            Open, DeadLetter.Read, ct,
            ("@at", after?.At ?? DateTimeOffset.MaxValue.AddYears(-1)), ("@id", after?.Id ?? Guid.Empty),
            ("@limit", limit), ("@everywhere", member is null), ("@member", member ?? ""));

    /// <summary>One, with its content.</summary>
    public static Task<DeadLetter?> ReadAsync(HubReader reader, Guid id, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(
            One, r => Opened(reader, DeadLetter.Read(r), r.GetString(16)), ct, ("@id", id));

    // Content that does not open is left out and named among the errors.
    private static DeadLetter Opened(HubReader reader, DeadLetter letter, string body) =>
        reader.Sealer.OpenText(body, SealedPlace.DeadLetter(letter.Id)).TryGet(out var json, out var damage)
            ? letter with { BodyJson = json }
            : letter with { Errors = [.. letter.Errors, .. damage] };

    /// <summary>All of a message, oldest first, without content.</summary>
    public static Task<IReadOnlyList<DeadLetter>> OfMessageAsync(
        HubReader reader, Guid messageId, CancellationToken ct) =>
        reader.QueryAsync(OfMessage, DeadLetter.Read, ct, ("@message", messageId));

    /// <summary>Resolves those of a message up to an attempt.</summary>
    public static Task<int> ResolveAsync(
        HubTransaction tx, Guid messageId, int attempt, string by, string resolution, CancellationToken ct) =>
        tx.ExecuteAsync(
            Resolve, ct, ("@message", messageId), ("@attempt", attempt), ("@by", by), ("@resolution", resolution),
            ("@now", tx.Clock.GetUtcNow()));

    /// <summary>How many nobody has resolved.</summary>
    public static Task<long> CountOpenAsync(HubReader reader, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(Count, r => r.GetInt64(0), ct);
}
