using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>State of one stream: messages of one patient of one member, applied strictly in order.</summary>
/// <param name="StreamKey">The ordering key; it may hold an identifier, so it is never shown.</param>
/// <param name="LastApplied">Number applied last; 0 for a new stream.</param>
/// <param name="Failures">Unexpected faults of the next number in a row.</param>
/// <param name="BlockedSince">When it was blocked; null while it runs.</param>
/// <param name="BlockedBy">The message at its head.</param>
/// <param name="BlockedWhy">Why, for a person.</param>
public sealed record StreamRow(
    string StreamKey, long LastApplied, int Failures, DateTimeOffset? BlockedSince, Guid? BlockedBy, string? BlockedWhy)
{
    internal static StreamRow Read(DbDataReader r) => new(
        r.GetString(0), r.GetInt64(1), r.GetInt32(2), r.InstantOrNull(3), r.GuidOrNull(4), r.TextOrNull(5));
}

/// <summary>Order per stream: one row per stream, locked while its messages are applied.</summary>
public static class Streams
{
    private static readonly SqlTwins Begin = new(
        """
        insert into stream (stream_key, last_applied, failures)
        select key, 0, 0 from unnest(@keys) as key order by key
        on conflict (stream_key) do nothing
        """,
        "insert into stream (stream_key, last_applied, failures) values (@keys, 0, 0) on conflict do nothing");

    private const string Lock = """
        select stream_key, last_applied, failures, blocked_since, blocked_by, blocked_why
          from stream
         where stream_key = any(@keys)
         order by stream_key
        for update
        """;

    private const string Advance = """
        update stream
           set last_applied = @seq, failures = 0, blocked_since = null, blocked_by = null, blocked_why = null
         where stream_key = @key and last_applied < @seq
        """;

    private const string Fail = """
        update stream set failures = failures + 1 where stream_key = @key returning failures
        """;

    private const string Block = """
        update stream set blocked_since = clock_timestamp(), blocked_by = @message, blocked_why = @why
         where stream_key = @key
        """;

    private const string Unblock = """
        update stream set failures = 0, blocked_since = null, blocked_by = null, blocked_why = null
         where stream_key = @key and blocked_since is not null
        """;

    private const string Blocked = """
        select stream_key, last_applied, failures, blocked_since, blocked_by, blocked_why
          from stream
         where blocked_since is not null
         order by blocked_since
         limit @limit
        """;

    /// <summary>
    /// Locks the streams until the transaction ends, in the order of their keys so that two exchanges cannot wait for
    /// each other. New streams begin at 0.
    /// </summary>
    public static async Task<IReadOnlyDictionary<string, StreamRow>> LockAsync(
        HubTransaction tx, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var sorted = keys.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var rows = await tx.QueryAsync(Lock, StreamRow.Read, ct, ("@keys", sorted));
        if (rows.Count < sorted.Length)
        {
            await tx.Session.ExecuteRowsAsync([(Begin, new Rows(sorted.Length, ("@keys", sorted)))], ct);
            rows = await tx.QueryAsync(Lock, StreamRow.Read, ct, ("@keys", sorted));
        }

        return rows.ToDictionary(r => r.StreamKey, StringComparer.Ordinal);
    }

    /// <summary>Notes that everything up to <paramref name="seq"/> is applied; a block is over. Never goes
    /// back.</summary>
    public static Task<int> AdvanceAsync(HubTransaction tx, string key, long seq, CancellationToken ct) =>
        tx.ExecuteAsync(Advance, ct, ("@key", key), ("@seq", seq));

    /// <summary>Counts an unexpected fault of the stream's next number.</summary>
    /// <returns>Faults in a row, this one included.</returns>
    public static Task<int> FailAsync(HubTransaction tx, string key, CancellationToken ct) =>
        tx.QuerySingleOrDefaultAsync(Fail, r => r.GetInt32(0), ct, ("@key", key));

    /// <summary>Stops the stream at this message until an operator decides.</summary>
    public static Task<int> BlockAsync(
        HubTransaction tx, string key, Guid messageId, string why, CancellationToken ct) =>
        tx.ExecuteAsync(Block, ct, ("@key", key), ("@message", messageId), ("@why", why));

    /// <summary>Lets a blocked stream try again.</summary>
    /// <returns>0 when it was not blocked.</returns>
    public static Task<int> UnblockAsync(HubTransaction tx, string key, CancellationToken ct) =>
        tx.ExecuteAsync(Unblock, ct, ("@key", key));

    /// <summary>Blocked streams, longest first.</summary>
    public static Task<IReadOnlyList<StreamRow>> BlockedAsync(HubReader reader, int limit, CancellationToken ct) =>
        reader.QueryAsync(Blocked, StreamRow.Read, ct, ("@limit", limit));
}
