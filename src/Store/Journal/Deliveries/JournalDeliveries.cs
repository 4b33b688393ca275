using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store.Journal;

/// <summary>A delivery whose turn it is.</summary>
public sealed record DueDelivery
{
    /// <summary>Place in the journal.</summary>
    public required long Seq { get; init; }

    /// <summary>What the exchange asked for.</summary>
    public required DeliveryRequested Request { get; init; }

    /// <summary>Tries so far.</summary>
    public required int Sends { get; init; }

    /// <summary><c>AE</c> answers so far.</summary>
    public required int Refusals { get; init; }

    /// <summary>After this it is a dead letter.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>MSH-10 of <see cref="Wire"/>; null before the conversion.</summary>
    public string? ControlId { get; init; }

    /// <summary>The bytes to send, the same at every try; null before the conversion.</summary>
    public byte[]? Wire { get; init; }

    /// <summary>Why the content cannot be had; empty when it can.</summary>
    public IReadOnlyList<HubError> Damage { get; init; } = [];
}

/// <summary>What has to be told to hospital systems, in order, until it is answered.</summary>
public static class JournalDeliveries
{
    private const string Add = """
        insert into delivery (delivery_id, recipient, number, channel, order_key, kind, trigger_event, custodian,
          caused_by, requested_at, received_at, state, state_at, next_at, expires_at)
        values (@id, @recipient, @number, @channel, @key, @kind, @trigger, @custodian,
          @caused, @at, @now, 'waiting', @now, @now, @expires)
        on conflict (delivery_id) do nothing
        """;

    private const string AddBody = "insert into delivery_body (seq, body) values (last_insert_rowid(), @body)";

    private const string AskAgain = """
        update delivery set receipt_sent_at = null where delivery_id = @id and state <> 'waiting'
        """;

    private const string Grow = """
        insert into recipient (recipient, contiguous) values (@recipient, 0) on conflict (recipient) do nothing
        """;

    // Walks on while the next number is there.
    private const string Advance = """
        update recipient set contiguous = (
          with recursive run(n) as (
            select contiguous from recipient where recipient = @recipient
            union all
            select n + 1 from run where exists (
              select 1 from delivery where recipient = @recipient and number = run.n + 1))
          select max(n) from run)
         where recipient = @recipient
        """;

    // The head of its order key, once no earlier number of the recipient is missing or was waited for long enough.
    private const string Next = """
        select d.seq, d.delivery_id, d.number, d.recipient, d.kind, d.trigger_event, d.order_key, b.body, d.caused_by,
               d.custodian, d.requested_at, d.sends, d.refusals, d.expires_at, d.control_id, b.wire
          from delivery d indexed by delivery_next
          join delivery_body b on b.seq = d.seq
          join recipient r on r.recipient = d.recipient
         where d.channel = @channel and d.state = 'waiting' and d.next_at <= @now
           and (d.number <= r.contiguous or d.received_at <= @gap)
           and not exists (
             select 1 from delivery e
              where e.channel = d.channel and e.order_key = d.order_key and e.state = 'waiting'
                and e.number < d.number)
         order by d.number
         limit 1
        """;

    private const string Converted = """
        update delivery set control_id = @control, converted_at = @now where seq = @seq and converted_at is null
        """;

    private const string KeepWire = "update delivery_body set wire = @wire where seq = @seq";

    private const string Later = """
        update delivery set sends = sends + 1, refusals = refusals + @refused, next_at = @next, ack_code = @code,
               errors = @errors
         where seq = @seq and state = 'waiting'
        """;

    private const string End = """
        update delivery set state = @state, state_at = @now, sends = sends + @sent, ack_code = @code, errors = @errors,
               receipt_sent_at = null
         where seq = @seq and state = 'waiting'
        returning channel, recipient, number
        """;

    // It was this one's turn, so nobody waits for an earlier number any more.
    private const string PassGap = """
        update recipient set contiguous = max(contiguous, @number) where recipient = @recipient
        """;

    private const string KeepAck = "update delivery_body set ack = @ack where seq = @seq";

    /// <summary>Stores a request; a repeated one is only answered again.</summary>
    /// <returns>False when it was known.</returns>
    public static bool Request(
        this JournalSession session, DeliveryRequested request, string channel, DateTimeOffset now, TimeSpan expireAfter)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(request);
        var at = now.ToUnixTimeMilliseconds();
        var added = session.Execute(Add,
            ("@id", request.DeliveryId.Text()), ("@recipient", request.Recipient), ("@number", request.Seq),
            ("@channel", channel), ("@key", request.OrderKey), ("@kind", request.Kind.ToString()),
            ("@trigger", request.Trigger), ("@custodian", request.Custodian), ("@caused", request.CausedBy.Text()),
            ("@at", request.At.ToUnixTimeMilliseconds()), ("@now", at),
            ("@expires", (now + expireAfter).ToUnixTimeMilliseconds())) > 0;
        if (!added)
        {
            session.Execute(AskAgain, ("@id", request.DeliveryId.Text()));
            return false;
        }
        session.Execute(AddBody,
            ("@body", session.Sealer.SealUtf8(request.BundleJson, SealedPlace.Delivery(request.DeliveryId))));
        session.Execute(Grow, ("@recipient", request.Recipient));
        session.Execute(Advance, ("@recipient", request.Recipient));
        session.Count(channel, Tally.Received);
        session.Count(channel, Tally.LastAt, at);
        return true;
    }

    /// <summary>The next delivery of a channel that may go now, or null.</summary>
    public static DueDelivery? NextDelivery(
        this JournalSession session, string channel, DateTimeOffset now, TimeSpan gapWait)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Single(Next, r => Read(r, session.Sealer), ("@channel", channel), ("@now", now.ToUnixTimeMilliseconds()),
            ("@gap", (now - gapWait).ToUnixTimeMilliseconds()));
    }

    /// <summary>Keeps the bytes that every try will send.</summary>
    public static void DeliveryConverted(
        this JournalSession session, DueDelivery due, string channel, string controlId, byte[] wire, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(due);
        if (session.Execute(Converted, ("@control", controlId), ("@now", now.ToUnixTimeMilliseconds()),
            ("@seq", due.Seq)) > 0)
            session.Count(channel, Tally.Converted);
        session.Execute(KeepWire,
            ("@wire", session.Sealer.Seal(wire, SealedPlace.Wire(due.Request.DeliveryId))), ("@seq", due.Seq));
    }

    /// <summary>A try failed: again at <paramref name="next"/>.</summary>
    public static void DeliveryLater(
        this JournalSession session, DueDelivery due, bool refused, string? ackCode, HubError error, DateTimeOffset next)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(due);
        session.Execute(Later, ("@refused", refused ? 1L : 0L), ("@next", next.ToUnixTimeMilliseconds()),
            ("@code", ackCode), ("@errors", JournalText.List([error])), ("@seq", due.Seq));
    }

    /// <summary>It is over: acknowledged, or a dead letter with its reasons.</summary>
    public static void DeliveryEnded(this JournalSession session, long seq, DeliveryReceipt receipt, byte[]? ack)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(receipt);
        var done = receipt.Outcome == DeliveryOutcome.Delivered;
        var row = session.Single(End,
            r => new { Channel = r.GetString(0), Recipient = r.GetString(1), Number = r.GetInt64(2) },
            ("@state", done ? "delivered" : "dead"), ("@now", receipt.At.ToUnixTimeMilliseconds()),
            ("@sent", ack is null ? 0L : 1L), ("@code", receipt.AckCode),
            ("@errors", JournalText.List(receipt.Errors)), ("@seq", seq));
        if (row is null)
            return;
        if (ack is not null)
            session.Execute(KeepAck,
                ("@ack", session.Sealer.Seal(ack, SealedPlace.DeliveryAck(receipt.DeliveryId))), ("@seq", seq));
        session.Execute(PassGap, ("@number", row.Number), ("@recipient", row.Recipient));
        session.Execute(Advance, ("@recipient", row.Recipient));
        session.Count(row.Channel, done ? Tally.Done : Tally.Dead);
    }

    private static DueDelivery Read(SqliteDataReader r, Sealer sealer)
    {
        var id = r.Id(1);
        var body = r.Utf8(7, sealer, SealedPlace.Delivery(id));
        var wire = r.BytesOrNull(15) is { } sent ? sealer.Open(sent, SealedPlace.Wire(id)) : (Result<byte[]>?)null;
        return Of(r, body.IsOk ? body.Value : "", wire is { IsOk: true } bytes ? bytes.Value : null) with
        {
            Damage = [.. body.Errors, .. wire?.Errors ?? []],
        };
    }

    private static DueDelivery Of(SqliteDataReader r, string body, byte[]? wire) => new()
    {
        Seq = r.GetInt64(0),
        Request = new()
        {
            DeliveryId = r.Id(1),
            Seq = r.GetInt64(2),
            Recipient = r.GetString(3),
            Kind = Enum.Parse<DeliveryKind>(r.GetString(4)),
            Trigger = r.TextOrNull(5),
            OrderKey = r.GetString(6),
            BundleJson = body,
            CausedBy = r.Id(8),
            Custodian = r.GetString(9),
            At = r.Time(10),
        },
        Sends = r.GetInt32(11),
        Refusals = r.GetInt32(12),
        ExpiresAt = r.Time(13),
        ControlId = r.TextOrNull(14),
        Wire = wire,
    };
}
