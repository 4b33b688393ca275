using System.Data.Common;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Store;

/// <summary>A message that came before an earlier number of its stream.</summary>
/// <param name="StreamKey">Its stream.</param>
/// <param name="StreamSeq">Its number.</param>
/// <param name="MessageId">The message or tombstone.</param>
/// <param name="Kind">Name of the contract in <paramref name="BodyJson"/>.</param>
/// <param name="BodyJson">The contract as it came over the bus.</param>
/// <param name="ParkedAt">Since when it waits, UTC.</param>
public sealed record ParkedMessage(
    string StreamKey, long StreamSeq, Guid MessageId, string Kind, string BodyJson, DateTimeOffset ParkedAt)
{
    /// <summary>Why the content does not open; empty when it does.</summary>
    public IReadOnlyList<HubError> Damage { get; init; } = [];

    /// <summary>Reads <c>stream_key, stream_seq, message_id, kind, body, parked_at</c> and opens the body.</summary>
    public static Func<DbDataReader, ParkedMessage> ReadFrom(HubReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return r =>
        {
            var body = reader.Sealer.OpenText(r.GetString(4), SealedPlace.Parked(r.GetGuid(2)));
            return new(
                r.GetString(0), r.GetInt64(1), r.GetGuid(2), r.GetString(3), body.IsOk ? body.Value : "", r.Instant(5))
            {
                Damage = body.Errors,
            };
        };
    }
}

/// <summary>Numbers a stream has waited for too long.</summary>
/// <param name="StreamKey">The stream.</param>
/// <param name="FromSeq">First missing number.</param>
/// <param name="ToSeq">Last missing number.</param>
/// <param name="WaitingMessage">The parked message that waits behind the gap.</param>
/// <param name="WaitingSince">Since when, UTC.</param>
public sealed record StreamGap(
    string StreamKey, long FromSeq, long ToSeq, Guid WaitingMessage, DateTimeOffset WaitingSince)
{
    internal static StreamGap Read(DbDataReader r) =>
        new(r.GetString(0), r.GetInt64(1), r.GetInt64(2), r.GetGuid(3), r.Instant(4));
}

/// <summary>Messages that wait for their turn.</summary>
public static class Parked
{
    private const string Columns = "stream_key, stream_seq, message_id, kind, body, parked_at";

    private const string Add = $"""
        insert into parked ({Columns})
        values (@key, @seq, @message, @kind, @body, @now)
        on conflict (stream_key, stream_seq) do nothing
        """;

    private const string Take = $"""
        delete from parked where stream_key = @key and stream_seq = @seq returning {Columns}
        """;

    private const string Drop = """
        delete from parked where stream_key = @key and stream_seq = @seq and message_id = @message
        """;

    private const string Passed = "delete from parked where stream_key = @key and stream_seq <= @seq";

    // The lowest parked number of a stream that is neither blocked nor next in line.
    private const string Gaps = """
        select s.stream_key, s.last_applied + 1, p.stream_seq - 1, p.message_id, p.parked_at
          from parked p join stream s on s.stream_key = p.stream_key
         where p.parked_at < @before
           and s.blocked_since is null
           and p.stream_seq > s.last_applied + 1
           and not exists (select 1 from parked e where e.stream_key = p.stream_key and e.stream_seq < p.stream_seq)
         order by p.parked_at
         limit @limit
        """;

    // Nothing is missing, yet the message waits: the exchange died between the commit that let it through and its turn.
    private const string Ready = $"""
        select p.stream_key, p.stream_seq, p.message_id, p.kind, p.body, p.parked_at
          from parked p join stream s on s.stream_key = p.stream_key
         where p.parked_at < @before
           and s.blocked_since is null
           and p.stream_seq <= s.last_applied + 1
         order by p.parked_at
         limit @limit
        """;

    /// <summary>Parks a message; a number that is parked already stays as it is.</summary>
    public static Task<int> AddAsync(
        HubTransaction tx, string streamKey, long seq, Guid messageId, string kind, string bodyJson,
        CancellationToken ct) =>
        tx.ExecuteAsync(
            Add, ct, ("@key", streamKey), ("@seq", seq), ("@message", messageId), ("@kind", kind),
            ("@body", tx.Sealer.SealText(bodyJson, SealedPlace.Parked(messageId))),
            ("@now", tx.Clock.GetUtcNow()));

    /// <summary>Takes the message with this number out, to be applied in this transaction; null when it is not
    /// parked.</summary>
    public static Task<ParkedMessage?> NextAsync(HubTransaction tx, string streamKey, long seq, CancellationToken ct) =>
        tx.QuerySingleOrDefaultAsync(Take, ParkedMessage.ReadFrom(tx), ct, ("@key", streamKey), ("@seq", seq));

    /// <summary>Drops one message, e.g. because its content does not open.</summary>
    public static Task<int> DropAsync(HubTransaction tx, ParkedMessage message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        return tx.ExecuteAsync(
            Drop, ct, ("@key", message.StreamKey), ("@seq", message.StreamSeq), ("@message", message.MessageId));
    }

    /// <summary>Drops what the stream has passed.</summary>
    public static Task<int> DropPassedAsync(HubTransaction tx, string streamKey, long seq, CancellationToken ct) =>
        tx.ExecuteAsync(Passed, ct, ("@key", streamKey), ("@seq", seq));

    /// <summary>Numbers that later ones have waited for longer than <paramref name="olderThan"/>.</summary>
    public static Task<IReadOnlyList<StreamGap>> GapsAsync(
        HubReader reader, TimeSpan olderThan, int limit, CancellationToken ct) => reader.QueryAsync(
            Gaps, StreamGap.Read, ct, ("@before", reader.Clock.GetUtcNow() - olderThan), ("@limit", limit));

    /// <summary>Parked messages whose turn has come, left over by an exchange that was killed.</summary>
    public static Task<IReadOnlyList<ParkedMessage>> ReadyAsync(
        HubReader reader, TimeSpan olderThan, int limit, CancellationToken ct) => reader.QueryAsync(
            Ready, ParkedMessage.ReadFrom(reader), ct, ("@before", reader.Clock.GetUtcNow() - olderThan), ("@limit", limit));
}
