using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Store.Journal;

/// <summary>How a dead letter is to run again.</summary>
/// <param name="Id">The dead message.</param>
/// <param name="Edited">Corrected text in UTF-8; null runs the original bytes.</param>
/// <param name="StreamKey">Stream it belongs to now; a correction may change the patient.</param>
/// <param name="Urgency">Lanes it takes now.</param>
/// <param name="By">Who asked.</param>
public sealed record Replay(Guid Id, byte[]? Edited, string StreamKey, Urgency Urgency, string By);

/// <summary>Dead letters run again under the same identity, with the next attempt and a new number at the stream's
/// end: the old number was already skipped or refused at the exchange.</summary>
public static class JournalReplay
{
    private const string Revive = """
        update inbound set attempt = attempt + 1, state = 'received', state_at = @now, errors = null,
               stream_key = @key, stream_seq = @number, urgent = @urgent,
               converted_at = null, published_at = null, receipt_at = null
         where id = @id and state = 'dead'
        returning channel
        """;

    private const string KeepEdited = """
        update inbound_body set edited = coalesce(@edited, edited) where seq = (select seq from inbound where id = @id)
        """;

    // The number it held before becomes a tombstone, in case the exchange ever asks for it.
    private const string Bury = """
        update outbox set message_id = @tombstone, tombstone = 1 where message_id = @id
        """;

    private const string ForgetBody = """
        delete from outbox_body where seq in (select seq from outbox where inbound_id = @id)
        """;

    /// <returns>False when the message is not a dead letter.</returns>
    public static bool Replay(this JournalSession session, Replay replay, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(replay);
        var state = session.Scalar<string>("select state from inbound where id = @id", ("@id", replay.Id.Text()));
        if (state != "dead")
            return false;
        var number = session.Scalar<long>(JournalInbound.NextNumber, ("@key", replay.StreamKey));
        var channel = session.Scalar<string>(Revive,
            ("@now", now.ToUnixTimeMilliseconds()), ("@key", replay.StreamKey), ("@number", number),
            ("@urgent", replay.Urgency == Urgency.Urgent ? 1L : 0L), ("@id", replay.Id.Text()))!;
        session.Execute(ForgetBody, ("@id", replay.Id.Text()));
        session.Execute(Bury, ("@tombstone", Guid.CreateVersion7(now).Text()), ("@id", replay.Id.Text()));
        if (replay.Edited is { } edited)
            session.Execute(KeepEdited,
                ("@edited", session.Sealer.Seal(edited, SealedPlace.Edited(replay.Id))), ("@id", replay.Id.Text()));
        session.Count(channel, Tally.Dead, -1);
        session.Note(replay.Id, now, "replayed", (replay.Edited is null ? "by " : "corrected by ") + replay.By);
        return true;
    }
}
