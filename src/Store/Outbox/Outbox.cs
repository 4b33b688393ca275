using System.Data.Common;
using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Store;

/// <summary>What the exchange has to tell members, written with its cause and relayed after the commit.</summary>
/// <remarks>The relay's side: <see cref="OutboxRelay"/>.</remarks>
public static class Outbox
{
    private static readonly SqlTwins Known = new(
        "select delivery_id from outbox where delivery_id = any(@ids)",
        "select delivery_id from outbox where delivery_id = @ids");

    // The counter row stays locked until the commit, so numbers are given in commit order and without gaps.
    private const string Count = """
        insert into outbox_counter (recipient, last_seq) values (@recipient, @count)
        on conflict (recipient) do update set last_seq = outbox_counter.last_seq + excluded.last_seq
        returning last_seq
        """;

    private static readonly SqlTwins Add = new(
        """
        insert into outbox (delivery_id, recipient, seq, kind, trigger, order_key, bundle, caused_by, custodian,
                            created_at, sends, errors)
        select id, recipient, seq, kind, nullif(trigger, ''), order_key, bundle, cause, custodian, @now, 0, '[]'
          from unnest(@ids, @recipients, @seqs, @kinds, @triggers, @orders, @bundles, @causes, @custodians)
               as k (id, recipient, seq, kind, trigger, order_key, bundle, cause, custodian)
        """,
        """
        insert into outbox (delivery_id, recipient, seq, kind, trigger, order_key, bundle, caused_by, custodian,
                            created_at, sends, errors)
        values (@ids, @recipients, @seqs, @kinds, nullif(@triggers, ''), @orders, @bundles, @causes, @custodians,
                @now, 0, '[]')
        """);

    // A delivery that ended is ended; but "delivered" after "dead" is an operator's successful replay.
    private const string Receipt = """
        update outbox
           set receipt_at = @at, outcome = @outcome, ack_code = @ack, errors = @errors,
               sent_at = coalesce(sent_at, @at)
         where delivery_id = @id
           and (receipt_at is null or (outcome = 'Dead' and @outcome = 'Delivered'))
        """;

    private const string Depth = """
        select recipient, count(*), min(created_at) from outbox where receipt_at is null group by recipient
        order by recipient
        """;

    /// <summary>
    /// Adds deliveries; each gets the next number of its recipient. Do it last in a transaction: other transactions
    /// that
    /// tell the same recipient wait from here to the commit.
    /// </summary>
    /// <returns>The deliveries as they will be published. One whose id is there already is left out.</returns>
    public static async Task<IReadOnlyList<DeliveryRequested>> AddAsync(
        HubTransaction tx, IReadOnlyList<NewDelivery> deliveries, CancellationToken ct)
    {
        if (deliveries.Count == 0)
            return [];
        var ids = deliveries.Select(d => d.DeliveryId).ToArray();
        var known = await tx.Session.QueryRowsAsync(Known, new(ids.Length, ("@ids", ids)), r => r.GetGuid(0), ct);
        var fresh = deliveries.DistinctBy(d => d.DeliveryId).Where(d => !known.Contains(d.DeliveryId));
        var added = new List<DeliveryRequested>();
        var now = SqlValues.FromMicroseconds(tx.Clock.GetUtcNow().Microseconds()); // as it will be read back
        foreach (var group in fresh.GroupBy(d => d.Recipient).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var mine = group.ToList();
            var last = await tx.QuerySingleOrDefaultAsync(
                Count, r => r.GetInt64(0), ct, ("@recipient", group.Key), ("@count", (long)mine.Count));
            added.AddRange(mine.Select((d, i) => Numbered(d, last - mine.Count + 1 + i, now)));
        }

        await tx.Session.ExecuteRowsAsync([(Add, Columns(added, now, tx.Sealer))], ct);
        return added;
    }

    /// <summary>Notes how a delivery ended. A second receipt changes nothing, except that Delivered replaces
    /// Dead.</summary>
    public static Task<int> ReceiptAsync(HubTransaction tx, DeliveryReceipt receipt, CancellationToken ct) =>
        tx.ExecuteAsync(
            Receipt, ct,
            ("@id", receipt.DeliveryId), ("@at", receipt.At), ("@outcome", receipt.Outcome.ToString()),
            ("@ack", receipt.AckCode), ("@errors", JsonSerializer.Serialize(receipt.Errors)));

    /// <summary>Per recipient: deliveries without receipt and the age of the oldest.</summary>
    public static Task<IReadOnlyList<OutboxDepth>> DepthAsync(HubReader reader, CancellationToken ct) =>
        reader.QueryAsync(Depth, ReadDepth, ct);

    private static OutboxDepth ReadDepth(DbDataReader r) => new(r.GetString(0), r.GetInt64(1), r.Instant(2));

    private static DeliveryRequested Numbered(NewDelivery d, long seq, DateTimeOffset now) => new()
    {
        DeliveryId = d.DeliveryId,
        Seq = seq,
        Recipient = d.Recipient,
        Kind = d.Kind,
        Trigger = d.Trigger,
        OrderKey = d.OrderKey,
        BundleJson = d.BundleJson,
        CausedBy = d.CausedBy,
        Custodian = d.Custodian,
        At = now,
    };

    private static Rows Columns(List<DeliveryRequested> rows, DateTimeOffset now, Sealer sealer)
    {
        return new(
            rows.Count,
            Column("@ids", d => d.DeliveryId),
            Column("@recipients", d => d.Recipient),
            Column("@seqs", d => d.Seq),
            Column("@kinds", d => d.Kind.ToString()),
            Column("@triggers", d => d.Trigger ?? ""),
            Column("@orders", d => d.OrderKey),
            Column("@bundles", d => sealer.SealText(d.BundleJson, SealedPlace.Outbox(d.DeliveryId))),
            Column("@causes", d => d.CausedBy),
            Column("@custodians", d => d.Custodian),
            ("@now", now));

        (string, object?) Column<T>(string name, Func<DeliveryRequested, T> of) => (name, rows.Select(of).ToArray());
    }
}

/// <summary>What a member has not been told yet.</summary>
/// <param name="Recipient">The member.</param>
/// <param name="Waiting">Deliveries without receipt.</param>
/// <param name="Oldest">Commit time of the oldest, UTC.</param>
public sealed record OutboxDepth(string Recipient, long Waiting, DateTimeOffset Oldest);
