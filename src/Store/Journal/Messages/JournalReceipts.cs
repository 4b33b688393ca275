using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Journal;

/// <summary>What a receipt changed.</summary>
/// <param name="Inbound">The journalled message; null when the receipt was of a tombstone or unknown.</param>
/// <param name="Changed">False: seen before, or of an older attempt.</param>
public sealed record ReceiptEffect(Guid? Inbound, bool Changed);

/// <summary>The exchange's word on messages, and its wish to see some again.</summary>
public static class JournalReceipts
{
    /// <summary>Numbers of one resend request that are looked at; the exchange asks again for more.</summary>
    public const int ResendMost = 1_000;

    private const string Find = """
        select o.seq, o.inbound_id, o.tombstone, i.attempt, i.state, i.channel, o.lane, o.sent_at
          from outbox o left join inbound i on i.id = o.inbound_id
         where o.message_id = @id
        """;

    private const string Close = """
        update outbox set receipt_at = @now, lease_until = 0 where seq = @seq
        """;

    // What was sent before this on the same lane and has no receipt is late, not waiting.
    private const string Progress = """
        insert into lane (lane, receipted_sent_at) values (@lane, @sent)
        on conflict (lane) do update set receipted_sent_at = max(receipted_sent_at, excluded.receipted_sent_at)
        """;

    private const string Finish = """
        update inbound set state = @state, state_at = @now, receipt_at = @now, errors = coalesce(@errors, errors)
         where id = @id and state <> @state
        """;

    private const string Reopen = """
        update outbox set receipt_at = null, sent_at = null, lease_until = 0, next_at = @now
         where stream_key = @key and stream_seq between @from and @to
        """;

    private const string StoredInRange = """
        update inbound set state = 'published', state_at = @now
         where stream_key = @key and stream_seq between @from and @to and state = 'stored'
        returning channel
        """;

    private const string AddTombstone = """
        insert into outbox (message_id, inbound_id, tombstone, stream_key, stream_seq, urgent, lane, size, next_at)
        select @id, '', 1, @key, @number, @urgent, @lane, 0, @now
         where not exists (select 1 from inbound where stream_key = @key and stream_seq = @number)
        on conflict (stream_key, stream_seq) do nothing
        """;

    /// <summary>Marks a message stored or dead. Idempotent.</summary>
    public static ReceiptEffect Receipt(this JournalSession session, MessageReceipt receipt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(receipt);
        var row = session.Single(Find, r => new
        {
            Seq = r.GetInt64(0),
            Inbound = r.GetString(1),
            Tombstone = r.GetInt64(2) == 1,
            Attempt = r.IsDBNull(3) ? 0 : r.GetInt32(3),
            State = r.TextOrNull(4) ?? "",
            Channel = r.TextOrNull(5) ?? "",
            Lane = r.GetString(6),
            SentAt = r.IsDBNull(7) ? 0 : r.GetInt64(7),
        }, ("@id", receipt.MessageId.Text()));
        if (row is null || (!row.Tombstone && row.Attempt != receipt.Attempt))
            return new(null, Changed: false);
        var at = now.ToUnixTimeMilliseconds();
        session.Execute(Close, ("@now", at), ("@seq", row.Seq));
        session.Execute(Progress, ("@lane", row.Lane), ("@sent", row.SentAt));
        if (row.Tombstone)
            return new(null, Changed: true);
        var stored = receipt.Outcome == ReceiptOutcome.Stored;
        var state = stored ? "stored" : "dead";
        var changed = session.Execute(Finish, ("@state", state), ("@now", at),
            ("@errors", JournalText.List(receipt.Errors)), ("@id", row.Inbound)) > 0;
        if (changed)
        {
            session.Count(row.Channel, stored ? Tally.Done : Tally.Dead);
            session.Count(row.Channel, stored ? Tally.Dead : Tally.Done, row.State is "dead" or "stored" ? -1 : 0);
        }
        return new(Guid.Parse(row.Inbound), changed);
    }

    /// <summary>
    /// Makes the asked numbers due again, receipted or not (the exchange may have been restored from a backup). A number
    /// that no row holds any more travels as a tombstone.
    /// </summary>
    /// <returns>Rows that will be published.</returns>
    public static int Resend(this JournalSession session, ResendRequested request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(request);
        var at = now.ToUnixTimeMilliseconds();
        var last = session.Scalar<long>(
            "select last_seq from stream where stream_key = @key", ("@key", request.StreamKey));
        var to = Math.Min(Math.Min(request.ToSeq, last), request.FromSeq + ResendMost - 1);
        foreach (var channel in session.Query(StoredInRange, r => r.GetString(0),
            ("@now", at), ("@key", request.StreamKey), ("@from", request.FromSeq), ("@to", to)))
            session.Count(channel, Tally.Done, -1);
        var urgency = request.StreamKey.EndsWith("|!", StringComparison.Ordinal) ? Urgency.Urgent : Urgency.Routine;
        var lane = Lanes.IntakeLane(request.StreamKey, urgency);
        for (var number = request.FromSeq; number <= to; number++)
            session.Execute(AddTombstone, ("@id", Guid.CreateVersion7(now).Text()), ("@key", request.StreamKey),
                ("@number", number), ("@urgent", (long)urgency), ("@lane", lane), ("@now", at));
        return session.Execute(Reopen,
            ("@now", at), ("@key", request.StreamKey), ("@from", request.FromSeq), ("@to", to));
    }
}
