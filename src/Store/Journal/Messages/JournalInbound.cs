using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store.Journal;

/// <summary>What came in: identity, bytes, ACK, stream number, state.</summary>
public static class JournalInbound
{
    private const string Known = """
        select i.id, i.stream_seq, i.state, i.ack_code, b.ack, i.sha256 = @sha
          from inbound i join inbound_body b on b.seq = i.seq
         where i.msh10 = @msh10 and i.msh4 = @msh4 and i.msh3 = @msh3 and i.channel = @channel
         order by i.sha256 = @sha desc, i.seq
         limit 1
        """;

    internal const string NextNumber = """
        insert into stream (stream_key, last_seq) values (@key, 1)
        on conflict (stream_key) do update set last_seq = last_seq + 1
        returning last_seq
        """;

    private const string Insert = """
        insert into inbound (id, channel, member, msh3, msh4, msh10, sha256, event, charset, received_at,
          stream_key, stream_seq, urgent, state, state_at, ack_code, conflict_of)
        values (@id, @channel, @member, @msh3, @msh4, @msh10, @sha, @event, @charset, @received,
          @key, @number, @urgent, 'received', @received, @ackCode, @conflict)
        """;

    private const string InsertBody =
        "insert into inbound_body (seq, raw, ack) values (last_insert_rowid(), @raw, @ack)";

    private const string SetAck = """
        update inbound set ack_code = @code where id = @id
        """;

    private const string SetAckBody = """
        update inbound_body set ack = @ack where seq = (select seq from inbound where id = @id)
        """;

    /// <summary>Takes one message: a known one is answered again, a new one gets its number.</summary>
    public static Accepted Accept(this JournalSession session, NewInbound message)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(message);
        var known = session.Single(Known, r => ReadKnown(r, session.Sealer), ("@sha", message.Sha256), ("@msh10", message.ControlId),
            ("@msh4", message.Facility), ("@msh3", message.Application), ("@channel", message.Channel));
        session.Count(message.Channel, Tally.LastAt, message.ReceivedAt.ToUnixTimeMilliseconds());
        if (known is { Duplicate: true })
        {
            session.Count(message.Channel, Tally.Duplicates);
            return known;
        }
        return Add(session, message, known?.Id);
    }

    /// <summary>
    /// Stores the ACK of a message whose answer had to wait; a second answer never replaces the first.
    /// </summary>
    public static void Answer(this JournalSession session, Guid id, string code, byte[] ack)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.Execute(SetAck, ("@id", id.Text()), ("@code", code));
        session.Execute(SetAckBody, ("@id", id.Text()),
            ("@ack", session.Sealer.Seal(ack, SealedPlace.Ack(id))));
    }

    /// <summary>State of a message, with the reasons when it is dead; empty when it is not known.</summary>
    public static (string State, IReadOnlyList<HubError> Errors) StateOf(this JournalSession session, Guid id)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Query("select state, errors from inbound where id = @id",
            r => (r.GetString(0), r.ReadList<HubError>(1)), ("@id", id.Text())).FirstOrDefault(("", []));
    }

    private static Accepted Add(JournalSession session, NewInbound message, Guid? conflictOf)
    {
        var number = session.Scalar<long>(NextNumber, ("@key", message.StreamKey));
        session.Execute(Insert,
            ("@id", message.Id.Text()), ("@channel", message.Channel), ("@member", message.Member),
            ("@msh3", message.Application), ("@msh4", message.Facility), ("@msh10", message.ControlId),
            ("@sha", message.Sha256), ("@event", message.Event), ("@charset", message.Charset),
            ("@received", message.ReceivedAt.ToUnixTimeMilliseconds()), ("@key", message.StreamKey),
            ("@number", number), ("@urgent", message.Urgency == Urgency.Urgent ? 1L : 0L),
            ("@ackCode", message.AckCode), ("@conflict", conflictOf?.Text()));
        var stored = message.Sealed(session.Sealer);
        session.Execute(InsertBody, ("@raw", stored.StoredRaw), ("@ack", stored.StoredAck));
        session.Count(message.Channel, Tally.Received);
        if (conflictOf is { } other)
            session.Note(message.Id, message.ReceivedAt, "conflict", $"same MSH-10 with other content than {other}");
        return new(message.Id, number, Duplicate: false, conflictOf, "received", message.AckCode, message.Ack);
    }

    private static Accepted ReadKnown(SqliteDataReader r, Sealer sealer) => new(
        r.Id(0), r.GetInt64(1), Duplicate: r.GetInt64(5) == 1, ConflictOf: null,
        r.GetString(2), r.GetString(3), r.BytesOrNull(4, sealer, SealedPlace.Ack(r.Id(0))));
}
