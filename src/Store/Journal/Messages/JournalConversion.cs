using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Journal;

/// <summary>From the bytes to the outbox: what waits for conversion, and how each conversion ended.</summary>
public static class JournalConversion
{
    private const string Waiting = """
        select i.seq, i.id, i.attempt, i.channel, i.member, i.stream_key, i.received_at, i.charset,
               coalesce(b.edited, b.raw), b.edited is not null
          from inbound i join inbound_body b on b.seq = i.seq
         where i.state = 'received' and i.seq > @after
         order by i.seq
         limit @limit
        """;

    private const string MarkConverted = """
        update inbound set state = 'converted', state_at = @now, converted_at = @now, unread = @unread, errors = @errors
         where id = @id and attempt = @attempt and state = 'received'
        returning channel
        """;

    private const string MarkDead = """
        update inbound set state = 'dead', state_at = @now, errors = @errors
         where id = @id and attempt = @attempt and state = 'received'
        returning channel
        """;

    private const string AddToOutbox = """
        insert into outbox (message_id, inbound_id, tombstone, stream_key, stream_seq, urgent, event_at, next_at)
        select @message, id, @tombstone, stream_key, stream_seq, urgent, @event, @now from inbound where id = @id
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
            Charset = r.GetInt64(9) == 1 ? "UTF-8" : r.GetString(7), // corrected texts are kept in UTF-8
            Raw = r.GetFieldValue<byte[]>(8),
        }, ("@after", after), ("@limit", limit));
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
        var channel = ok
            ? session.Scalar<string>(MarkConverted, ("@now", at), ("@unread", JournalText.List(result.Unread)),
                ("@errors", JournalText.List(result.Errors)), ("@id", result.Id.Text()), ("@attempt", result.Attempt))
            : session.Scalar<string>(MarkDead, ("@now", at), ("@errors", JournalText.List(result.Errors)),
                ("@id", result.Id.Text()), ("@attempt", result.Attempt));
        if (channel is null)
            return;
        session.Count(channel, ok ? Tally.Converted : Tally.Dead);
        session.Execute(AddToOutbox,
            ("@message", (ok ? result.Id : Guid.CreateVersion7(now)).Text()), ("@tombstone", ok ? 0L : 1L),
            ("@event", result.EventAt.ToUnixTimeMilliseconds()), ("@now", at), ("@id", result.Id.Text()));
        if (ok)
            session.Execute(AddBody, ("@body", result.BundleJson));
        else
            session.Note(result.Id, now, "dead", $"conversion: {string.Join(", ", Codes(result.Errors))}");
    }

    private static IEnumerable<string> Codes(IReadOnlyList<HubError> errors) =>
        errors.Select(e => e.Path is null ? e.Code.ToString() : $"{e.Path} {e.Code}").Distinct().Take(10);
}
