using System.Data.Common;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Store;

/// <summary>The relay's side of the outbox: claim, publish outside, mark sent with the fence.</summary>
/// <remarks>
/// A recipient is claimed as a whole: one relay at a time sends to it, lowest number first, so its order holds.
/// Leases run on the database's clock. A relay that overslept its lease marks nothing: its fence is old.
/// </remarks>
public static class OutboxRelay
{
    // Recipients with something unsent: one step down the partial index per recipient, however long the backlog.
    private const string Unsent = """
        with recursive waiting (recipient) as (
            select min(recipient) from outbox where sent_at is null
            union all
            select (select min(o.recipient) from outbox o where o.sent_at is null and o.recipient > w.recipient)
              from waiting w where w.recipient is not null)
        select recipient from waiting where recipient is not null
        """;

    private static readonly SqlTwins NewLease = new(
        """
        insert into outbox_lease (recipient, fence, lease_until)
        select r, 0, clock_timestamp() from unnest(@recipients) as r order by r on conflict (recipient) do nothing
        """,
        """
        insert into outbox_lease (recipient, fence, lease_until) values (@recipients, 0, clock_timestamp())
        on conflict (recipient) do nothing
        """);

    private const string Free = """
        select recipient from outbox_lease
         where recipient = any(@recipients) and lease_until <= clock_timestamp()
         order by recipient
         limit @limit
        for update skip locked
        """;

    private const string Take = """
        update outbox_lease set fence = fence + 1, lease_until = clock_timestamp() + @lease
         where recipient = @recipient
        returning fence
        """;

    private const string Waiting = """
        select delivery_id, seq, recipient, kind, trigger, order_key, bundle, caused_by, custodian, created_at
          from outbox
         where recipient = @recipient and sent_at is null
         order by seq
         limit @limit
        """;

    private const string Sent = """
        update outbox set sent_at = clock_timestamp(), sends = sends + 1
         where delivery_id = any(@ids)
           and recipient = @recipient
           and sent_at is null
           and exists (select 1 from outbox_lease l where l.recipient = @recipient and l.fence = @fence)
        """;

    private const string GiveBack = """
        update outbox_lease set lease_until = clock_timestamp() where recipient = @recipient and fence = @fence
        """;

    private const string Unreceipted = $"""
        select {DeliveryState.Columns} from outbox
         where receipt_at is null and sent_at < @before
         order by sent_at
         limit @limit
        """;

    // Every time a delivery was sent in vain the pause grows: 1, 2, 8, 30 times the patience.
    private const string Again = """
        update outbox set sent_at = null
         where receipt_at is null and sent_at < @before
           and delivery_id in (select delivery_id from outbox
                                where receipt_at is null and sent_at < @before
                                  and sent_at < case when sends <= 1 then @before when sends = 2 then @second
                                                     when sends = 3 then @third else @later end
                                order by sent_at limit @limit)
        """;

    /// <summary>
    /// Takes recipients with something unsent, for <paramref name="lease"/> on the database's clock. Those another
    /// relay
    /// holds are passed over. Commit before publishing.
    /// </summary>
    public static async Task<IReadOnlyList<OutboxClaim>> ClaimAsync(
        HubTransaction tx, TimeSpan lease, int recipients, int perRecipient, CancellationToken ct)
    {
        var waiting = (await tx.QueryAsync(Unsent, r => r.GetString(0), ct)).ToArray();
        if (waiting.Length == 0)
            return [];
        await tx.Session.ExecuteRowsAsync([(NewLease, new(waiting.Length, ("@recipients", waiting)))], ct);
        var free = await tx.QueryAsync(
            Free, r => r.GetString(0), ct, ("@recipients", waiting), ("@limit", recipients));
        var claims = new List<OutboxClaim>();
        foreach (var recipient in free)
        {
            var fence = await tx.QuerySingleOrDefaultAsync(
                Take, r => r.GetInt64(0), ct, ("@recipient", recipient), ("@lease", lease));
            var deliveries = await tx.QueryAsync(
                Waiting, r => Read(r, tx.Sealer), ct, ("@recipient", recipient), ("@limit", perRecipient));
            foreach (var (delivery, damage) in deliveries.Where(d => d.Damage.Count > 0))
                await BuryAsync(tx, delivery, damage, ct);
            claims.Add(new(recipient, fence, [.. deliveries.Where(d => d.Damage.Count == 0).Select(d => d.Delivery)]));
        }

        return claims;
    }

    /// <summary>Notes the broker's confirm, if the claim still holds.</summary>
    /// <returns>How many were marked; 0 when another relay has taken over.</returns>
    public static Task<int> MarkSentAsync(
        HubTransaction tx, string recipient, long fence, IReadOnlyCollection<Guid> deliveryIds, CancellationToken ct) =>
        tx.ExecuteAsync(
            Sent, ct, ("@ids", deliveryIds.ToArray()), ("@recipient", recipient), ("@fence", fence));

    /// <summary>Gives a claim back before its lease ends.</summary>
    public static Task<int> ReleaseAsync(HubTransaction tx, string recipient, long fence, CancellationToken ct) =>
        tx.ExecuteAsync(GiveBack, ct, ("@recipient", recipient), ("@fence", fence));

    /// <summary>Sent but not receipted for so long, oldest first.</summary>
    public static async Task<IReadOnlyList<DeliveryState>> UnreceiptedAsync(
        HubReader reader, TimeSpan olderThan, int limit, CancellationToken ct) => await reader.QueryAsync(
            Unreceipted, DeliveryState.Read, ct,
            ("@before", await BeforeAsync(reader, olderThan, ct)), ("@limit", limit));

    /// <summary>
    /// Makes deliveries that were sent but not receipted for so long unsent again; longer each time one was sent in
    /// vain.
    /// </summary>
    /// <returns>How many.</returns>
    public static async Task<int> ResendUnreceiptedAsync(
        HubTransaction tx, TimeSpan olderThan, int limit, CancellationToken ct)
    {
        var before = await BeforeAsync(tx, olderThan, ct);
        return await tx.ExecuteAsync(
            Again, ct,
            ("@before", before), ("@second", before - olderThan), ("@third", before - (7 * olderThan)),
            ("@later", before - (29 * olderThan)), ("@limit", limit));
    }

    // sent_at was taken from the database's clock, so its age is measured on it too.
    private static async Task<DateTimeOffset> BeforeAsync(HubReader reader, TimeSpan olderThan, CancellationToken ct) =>
        await reader.QuerySingleOrDefaultAsync("select clock_timestamp()", r => r.Instant(0), ct) - olderThan;

    // Content that does not open cannot be told: it ends as a dead letter, and the recipient's order goes on.
    private static async Task BuryAsync(
        HubTransaction tx, DeliveryRequested delivery, IReadOnlyList<HubError> damage, CancellationToken ct)
    {
        var now = tx.Clock.GetUtcNow();
        await Outbox.ReceiptAsync(
            tx, new() { DeliveryId = delivery.DeliveryId, Outcome = DeliveryOutcome.Dead, Errors = damage, At = now }, ct);
        await DeadLetters.AddAsync(
            tx,
            new()
            {
                Id = delivery.DeliveryId,
                MessageId = delivery.CausedBy,
                Attempt = 1,
                Stage = "outbox",
                Channel = delivery.Recipient,
                Member = delivery.Custodian,
                StreamSeq = delivery.Seq,
                Errors = damage,
                At = now,
            },
            ct);
    }

    private static (DeliveryRequested Delivery, IReadOnlyList<HubError> Damage) Read(DbDataReader r, Sealer sealer)
    {
        var bundle = sealer.OpenText(r.GetString(6), SealedPlace.Outbox(r.GetGuid(0)));
        return (Read(r, bundle.IsOk ? bundle.Value : ""), bundle.Errors);
    }

    private static DeliveryRequested Read(DbDataReader r, string bundle) => new()
    {
        DeliveryId = r.GetGuid(0),
        Seq = r.GetInt64(1),
        Recipient = r.GetString(2),
        Kind = Enum.Parse<DeliveryKind>(r.GetString(3)),
        Trigger = r.TextOrNull(4),
        OrderKey = r.GetString(5),
        BundleJson = bundle,
        CausedBy = r.GetGuid(7),
        Custodian = r.GetString(8),
        At = r.Instant(9),
    };
}
