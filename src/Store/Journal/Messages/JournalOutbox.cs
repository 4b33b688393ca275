using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store.Journal;

/// <summary>The relay's side: claim by state, publish, mark by fence, publish again what has no receipt.</summary>
public static class JournalOutbox
{
    private const long MostBytes = 32L * 1024 * 1024; // bodies of one claim

    private static readonly TimeSpan LateMargin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LateAlways = TimeSpan.FromMinutes(15);

    // Oldest first. A row whose stream has an earlier one that failed and waits for its next try stays behind it.
    private const string Due = """
        select o.seq, o.size, o.sent_at, l.receipted_sent_at
          from outbox o left join lane l on l.lane = o.lane
         where o.receipt_at is null and o.urgent = @urgent and o.next_at <= @now and o.lease_until <= @now
           and not exists (
             select 1 from outbox p
              where p.stream_key = o.stream_key and p.stream_seq < o.stream_seq
                and p.sent_at is null and p.receipt_at is null and p.next_at > @now)
         order by o.next_at, o.seq
         limit @limit
        """;

    // A claimed row is nobody else's until its lease ends; only the claim with the newest fence may mark it.
    private const string Claim = "update outbox set lease_until = @until, fence = fence + 1 where seq = @seq";

    private const string Defer = "update outbox set next_at = @next where seq = @seq";

    private const string Claimed = """
        select o.seq, o.fence, o.stream_key, o.stream_seq, o.urgent, o.message_id, o.tombstone, o.event_at,
               i.attempt, i.channel, i.member, i.event, i.msh10, i.received_at, i.unread, b.body
          from outbox o
          left join inbound i on i.id = o.inbound_id
          left join outbox_body b on b.seq = o.seq
         where o.seq = @seq
        """;

    private const string MarkSent = """
        update outbox set sent_at = @now, sends = sends + 1, lease_until = 0, next_at = @next
         where seq = @seq and fence = @fence
        returning inbound_id, sends, tombstone
        """;

    private const string MarkPublished = """
        update inbound set state = 'published', state_at = @now, published_at = @now
         where id = @id and state = 'converted'
        """;

    private const string Release = """
        update outbox set lease_until = 0, next_at = coalesce(@later, next_at) where seq = @seq and fence = @fence
        """;

    private const string StartAgain = """
        update outbox set lease_until = 0, sent_at = null, next_at = min(next_at, @soon) where receipt_at is null
        """;

    private const string Pending = "select count(*) from outbox where receipt_at is null";

    private const string Oldest = """
        select i.received_at
          from outbox o left join inbound i on i.id = o.inbound_id
         where o.receipt_at is null
         order by o.seq
         limit 1
        """;

    /// <summary>Takes rows that are due, oldest first.</summary>
    public static ClaimedRows ClaimOutbox(this JournalSession session, ClaimRequest request)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(request);
        var at = request.Now.ToUnixTimeMilliseconds();
        var due = session.Query(Due,
            r => (Seq: r.GetInt64(0), Size: r.GetInt64(1), Sent: r.TimeOrNull(2), Horizon: r.TimeOrNull(3)),
            ("@urgent", (long)request.Urgency), ("@now", at), ("@limit", request.Limit));
        var (claims, bytes, deferred) = (new List<OutboxClaim>(), 0L, 0);
        foreach (var row in due)
        {
            if (row.Sent is { } sent && request.Crowded && !IsLate(sent, row.Horizon, request.Now))
            {
                deferred++;
                var next = request.Now + ((request.Now - sent) / 2) + LateMargin;
                session.Execute(Defer, ("@next", next.ToUnixTimeMilliseconds()), ("@seq", row.Seq));
                continue;
            }
            if (claims.Count > 0 && bytes + row.Size > MostBytes)
                break;
            bytes += row.Size;
            session.Execute(Claim, ("@until", at + (long)request.Lease.TotalMilliseconds), ("@seq", row.Seq));
            claims.Add(ClaimOf(session, row.Seq, request));
        }
        claims.Sort((a, b) => a.Seq.CompareTo(b.Seq));
        return new(claims, deferred);
    }

    /// <summary>Something sent later on the same lane has its receipt already, or nothing was heard for long.</summary>
    private static bool IsLate(DateTimeOffset sent, DateTimeOffset? horizon, DateTimeOffset now) =>
        sent + LateMargin < horizon || now - sent > LateAlways;

    /// <summary>
    /// The broker confirmed: wait for the receipt until <paramref name="nextOf"/> of the sends so far.
    /// </summary>
    public static void Sent(
        this JournalSession session, OutboxClaim claim, DateTimeOffset now, Func<int, TimeSpan> nextOf)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(claim);
        ArgumentNullException.ThrowIfNull(nextOf);
        var sends = session.Scalar<long>("select sends from outbox where seq = @seq", ("@seq", claim.Seq));
        var next = now + nextOf((int)sends + 1);
        var row = session.Single(MarkSent, r => new { Inbound = r.GetString(0), Dead = r.GetInt64(2) == 1 },
            ("@now", now.ToUnixTimeMilliseconds()), ("@next", next.ToUnixTimeMilliseconds()),
            ("@seq", claim.Seq), ("@fence", claim.Fence));
        if (row is { Dead: false })
            session.Execute(MarkPublished, ("@now", now.ToUnixTimeMilliseconds()), ("@id", row.Inbound));
        if (row is { Dead: false } && sends > 0)
            session.Note(Guid.Parse(row.Inbound), now, "published", $"again, send {sends + 1}: no receipt yet");
    }

    /// <summary>It was not confirmed: free at once with its place kept, or at <paramref name="later"/>.</summary>
    public static void Unsent(this JournalSession session, OutboxClaim claim, DateTimeOffset? later)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(claim);
        session.Execute(Release, ("@later", later?.ToUnixTimeMilliseconds()), ("@seq", claim.Seq), ("@fence", claim.Fence));
    }

    /// <summary>After a start: leases of the process before are void, and nothing waits longer than a moment.</summary>
    public static void StartRelay(this JournalSession session, DateTimeOffset soon)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.Execute(StartAgain, ("@soon", soon.ToUnixTimeMilliseconds()));
    }

    /// <summary>How many rows have no receipt, and since when the oldest waits.</summary>
    public static (long Count, DateTimeOffset? Oldest) PendingOutbox(this JournalSession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        var oldest = session.Query(Oldest, r => r.TimeOrNull(0));
        return (session.Scalar<long>(Pending), oldest.FirstOrDefault());
    }

    // Content that does not open is a dead letter, and its number a tombstone: the stream goes on without it.
    private static OutboxClaim ClaimOf(JournalSession session, long seq, ClaimRequest request)
    {
        IReadOnlyList<HubError> damage = [];
        OutboxClaim Look() => session.Single(Claimed, r => Read(r, request.Gateway, session.Sealer, out damage), ("@seq", seq))!;
        var claim = Look();
        if (damage.Count == 0)
            return claim;
        session.Bury(seq, claim.Message!.MessageId, damage, request.Now);
        return Look();
    }

    private static OutboxClaim Read(
        SqliteDataReader r, string gateway, Sealer sealer, out IReadOnlyList<HubError> damage)
    {
        damage = [];
        var (key, number, urgency) = (r.GetString(2), r.GetInt64(3), (Urgency)r.GetInt32(4));
        var lane = Lanes.IntakeLane(key, urgency);
        var dead = r.GetInt64(6) == 1;
        var body = dead ? "" : r.Utf8(15, sealer, SealedPlace.Converted(r.Id(5))).TryGet(out var json, out damage) ? json : "";
        return new(r.GetInt64(0), r.GetInt64(1), key, lane, dead ? null : Message(r, gateway, body), !dead ? null : new()
        {
            MessageId = r.Id(5),
            Gateway = gateway,
            StreamKey = key,
            StreamSeq = number,
        });
    }

    private static MessageConverted Message(SqliteDataReader r, string gateway, string body) => new()
    {
        MessageId = r.Id(5),
        Attempt = r.GetInt32(8),
        Gateway = gateway,
        Channel = r.GetString(9),
        Member = r.GetString(10),
        Event = r.GetString(11),
        ControlId = r.GetString(12),
        StreamKey = r.GetString(2),
        StreamSeq = r.GetInt64(3),
        Urgency = (Urgency)r.GetInt32(4),
        ReceivedAt = r.Time(13),
        EventAt = r.Time(7),
        BundleJson = body,
        Unread = r.ReadList<string>(14),
    };
}
