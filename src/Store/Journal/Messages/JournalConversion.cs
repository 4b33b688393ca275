using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store.Journal;

/// <summary>From the bytes to the outbox: what waits for conversion, and how each conversion ended.</summary>
public static class JournalConversion
{
    private const string Waiting = """
        select seq, id, attempt, channel, member, stream_key, received_at, charset
          from inbound
         where state = 'received' and seq > @after
         order by seq
         limit @limit
        """;

    private const string Body = """
        select coalesce(b.edited, b.raw), b.edited is not null
          from inbound i join inbound_body b on b.seq = i.seq
         where i.id = @id
        """;

    private const string MarkConverted = """
        update inbound set state = 'converted', state_at = @now, converted_at = @now, unread = @unread, errors = @errors
         where id = @id and attempt = @attempt and state = 'received'
        returning channel, stream_key, urgent
        """;

    private const string MarkDead = """
        update inbound set state = 'dead', state_at = @now, errors = @errors
         where id = @id and attempt = @attempt and state = 'received'
        returning channel, stream_key, urgent
        """;

    private const string AddToOutbox = """
        insert into outbox (message_id, inbound_id, tombstone, stream_key, stream_seq, urgent, lane, event_at, size, next_at)
        select @message, id, @tombstone, stream_key, stream_seq, urgent, @lane, @event, @size, @now
          from inbound where id = @id
        """;

    private const string AddBody = "insert into outbox_body (seq, body) values (last_insert_rowid(), @body)";

    /// <summary>Messages that wait for conversion, in order of arrival, after a place.</summary>
    public static IReadOnlyList<ToConvert> WaitingForConversion(this JournalSession session, long after, int limit)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Query(Waiting, r => new ToConvert
        {
            Seq = r.GetInt64(0),
            Id = r.Id(1),
            Attempt = r.GetInt32(2),
            Channel = r.GetString(3),
            Member = r.GetString(4),
            StreamKey = r.GetString(5),
            ReceivedAt = r.Time(6),
            Charset = r.GetString(7),
        }, ("@after", after), ("@limit", limit));
    }

    /// <summary>The same message with its bytes: the corrected ones when a person corrected it.</summary>
    public static ToConvert WithBytes(this JournalSession session, ToConvert message)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(message);
        return session.Single(Body, r =>
        {
            var edited = r.GetInt64(1) == 1;
            var place = edited ? SealedPlace.Edited(message.Id) : SealedPlace.Raw(message.Id);
            return session.Sealer.Open(r.GetFieldValue<byte[]>(0), place).TryGet(out var raw, out var damage)
                ? message with
                {
                    Raw = raw,
                    Charset = edited ? "UTF-8" : message.Charset, // corrected texts are kept in UTF-8
                }
                : message with { Damage = damage };
        }, ("@id", message.Id.Text())) ?? message;
    }

    /// <summary>
    /// State and outbox row in one transaction. A failure puts a tombstone on the stream so that nobody waits for its
    /// number. A result for an older attempt changes nothing.
    /// </summary>
    public static void Converted(this JournalSession session, ConversionResult result, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(result);
        var at = now.ToUnixTimeMilliseconds();
        var ok = result.BundleJson is not null;
        var row = ok
            ? session.Single(MarkConverted, Marked.Read, ("@now", at), ("@unread", JournalText.List(result.Unread)),
                ("@errors", JournalText.List(result.Errors)), ("@id", result.Id.Text()), ("@attempt", result.Attempt))
            : session.Single(MarkDead, Marked.Read, ("@now", at), ("@errors", JournalText.List(result.Errors)),
                ("@id", result.Id.Text()), ("@attempt", result.Attempt));
        if (row is null)
            return;
        session.Count(row.Channel, ok ? Tally.Converted : Tally.Dead);
        session.Execute(AddToOutbox,
            ("@message", (ok ? result.Id : Guid.CreateVersion7(now)).Text()), ("@tombstone", ok ? 0L : 1L),
            ("@lane", Lanes.IntakeLane(row.StreamKey, row.Urgency)),
            ("@event", result.EventAt.ToUnixTimeMilliseconds()), ("@size", result.BundleJson?.Length ?? 0),
            ("@now", at), ("@id", result.Id.Text()));
        if (ok)
            session.Execute(AddBody,
                ("@body", session.Sealer.SealUtf8(result.BundleJson!, SealedPlace.Converted(result.Id))));
        else
            session.Note(result.Id, now, "dead", $"conversion: {string.Join(", ", Codes(result.Errors))}");
    }

    private static IEnumerable<string> Codes(IReadOnlyList<HubError> errors) =>
        errors.Select(e => e.Path is null ? e.Code.ToString() : $"{e.Path} {e.Code}").Distinct().Take(10);

    private sealed record Marked(string Channel, string StreamKey, Urgency Urgency)
    {
        public static Marked Read(SqliteDataReader r) => new(r.GetString(0), r.GetString(1), (Urgency)r.GetInt32(2));
    }
}
