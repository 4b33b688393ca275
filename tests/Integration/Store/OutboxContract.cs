using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;

namespace IntegrationHub.Integration.Store;

/// <summary>Outbox: numbers without gaps, one relay per recipient, nothing forgotten.</summary>
public abstract class OutboxContract(IStoreDatabase database)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly HubDb db = database.Db;

    [Fact]
    public async Task Numbers_run_without_gaps_per_recipient_whoever_adds_and_whatever_rolls_back()
    {
        await using var other = database.OpenAgain(TimeProvider.System);
        var (county, town) = (NewId(), NewId());
        var added = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? db : other).RunAsync(
            (tx, ct) => Outbox.AddAsync(tx, [Delivery(county), Delivery(town), Delivery(county)], ct), Ct)));
        await using (var lost = await db.BeginAsync(Ct))
            await Outbox.AddAsync(lost, [Delivery(county)], Ct);
        var last = await AddAsync(Delivery(county));

        Assert.Equal(Range(24), added.SelectMany(a => a).Where(d => d.Recipient == county).Select(d => d.Seq).Order());
        Assert.Equal(Range(12), added.SelectMany(a => a).Where(d => d.Recipient == town).Select(d => d.Seq).Order());
        Assert.Equal(25, last.Single().Seq);
    }

    [Fact]
    public async Task The_same_delivery_added_again_is_one()
    {
        var delivery = Delivery(NewId());
        Assert.Single(await AddAsync(delivery, delivery));
        Assert.Empty(await AddAsync(delivery));
        Assert.Equal(2, (await AddAsync(Delivery(delivery.Recipient))).Single().Seq);
    }

    [Fact]
    public async Task Two_relays_share_the_recipients_and_never_hold_the_same_one()
    {
        var (mine, recipients) = (await database.EmptyAsync(), Enumerable.Range(0, 6).Select(_ => NewId()).ToList());
        await using var fresh = mine;
        await fresh.MigrateAsync(Ct);
        await fresh.RunAsync((tx, ct) => Outbox.AddAsync(tx, [.. recipients.Select(Delivery)], ct), Ct);

        var claims = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ClaimAsync(fresh, Minute, 2)));

        Assert.Equal(recipients.Order(), claims.SelectMany(c => c).Select(c => c.Recipient).Order());
        Assert.Empty(await ClaimAsync(fresh, Minute, 10));
    }

    [Fact]
    public async Task A_relay_that_overslept_its_lease_marks_nothing()
    {
        await using var fresh = await database.EmptyAsync();
        await fresh.MigrateAsync(Ct);
        var recipient = NewId();
        await fresh.RunAsync((tx, ct) => Outbox.AddAsync(tx, [Delivery(recipient), Delivery(recipient)], ct), Ct);

        var slow = Assert.Single(await ClaimAsync(fresh, TimeSpan.FromMilliseconds(-1), 1));
        var fast = Assert.Single(await ClaimAsync(fresh, Minute, 1));

        Assert.Equal([1, 2], fast.Deliveries.Select(d => d.Seq));
        Assert.True(fast.Fence > slow.Fence);
        Assert.Equal(0, await MarkAsync(fresh, slow));
        Assert.Equal(2, await MarkAsync(fresh, fast));
        Assert.Equal(0, await MarkAsync(fresh, fast));
        Assert.Empty(await ClaimAsync(fresh, Minute, 1));
        Assert.Equal(0, await fresh.RunAsync((tx, ct) => OutboxRelay.ReleaseAsync(tx, recipient, slow.Fence, ct), Ct));
    }

    [Fact]
    public async Task What_is_given_back_or_not_receipted_is_claimed_again()
    {
        await using var fresh = await database.EmptyAsync();
        await fresh.MigrateAsync(Ct);
        var recipient = NewId();
        var added = await fresh.RunAsync((tx, ct) => Outbox.AddAsync(tx, [Delivery(recipient)], ct), Ct);

        var first = Assert.Single(await ClaimAsync(fresh, Minute, 1));
        await fresh.RunAsync((tx, ct) => OutboxRelay.ReleaseAsync(tx, recipient, first.Fence, ct), Ct);
        var second = Assert.Single(await ClaimAsync(fresh, Minute, 1));
        Assert.Equal(added[0], second.Deliveries.Single());
        await MarkAsync(fresh, second);
        await fresh.RunAsync((tx, ct) => OutboxRelay.ReleaseAsync(tx, recipient, second.Fence, ct), Ct);

        Assert.Empty(await fresh.ReadAsync(r => OutboxRelay.UnreceiptedAsync(r, Minute, 10, Ct)));
        Assert.Single(await fresh.ReadAsync(r => OutboxRelay.UnreceiptedAsync(r, -Minute, 10, Ct)));
        Assert.Equal(0, await fresh.RunAsync((tx, ct) => OutboxRelay.ResendUnreceiptedAsync(tx, Minute, 10, ct), Ct));
        Assert.Equal(1, await fresh.RunAsync((tx, ct) => OutboxRelay.ResendUnreceiptedAsync(tx, -Minute, 10, ct), Ct));
        Assert.Single(await ClaimAsync(fresh, Minute, 1));
        Assert.Equal(1, (await fresh.ReadAsync(r => Outbox.DepthAsync(r, Ct))).Single().Waiting);
    }

    [Fact]
    public async Task A_receipt_ends_a_delivery_and_only_delivered_replaces_dead()
    {
        var cause = Guid.NewGuid();
        var added = (await AddAsync(Delivery(NewId()) with { CausedBy = cause })).Single();
        var dead = new DeliveryReceipt
        {
            DeliveryId = added.DeliveryId,
            Outcome = DeliveryOutcome.Dead,
            AckCode = "AR",
            At = Nine,
            Errors = [new(HubErrorCode.DeliveryRefused, "The system answered AR.")],
        };
        var delivered = dead with
        {
            Outcome = DeliveryOutcome.Delivered,
            AckCode = "AA",
            Errors = [],
            At = Nine.AddHours(1)
        };

        Assert.Equal(1, await ReceiptAsync(dead));
        Assert.Equal(0, await ReceiptAsync(dead with { At = Nine.AddHours(2) }));
        Assert.Equal(1, await ReceiptAsync(delivered));
        Assert.Equal(0, await ReceiptAsync(dead));
        var state = (await db.ReadAsync(r => Traces.DeliveriesAsync(r, cause, Ct))).Single();
        Assert.Equal(
            (DeliveryOutcome.Delivered, "AA", Nine.AddHours(1), 0),
            (state.Outcome, state.AckCode, state.ReceiptAt, state.Errors.Count));
    }

    private static IEnumerable<long> Range(int count) => Enumerable.Range(1, count).Select(i => (long)i);

    private static NewDelivery Delivery(string recipient) => new()
    {
        DeliveryId = Guid.NewGuid(),
        Recipient = recipient,
        Kind = DeliveryKind.Result,
        Trigger = "R01",
        OrderKey = "p1",
        BundleJson = """{"resourceType":"Bundle"}""",
        CausedBy = Guid.NewGuid(),
        Custodian = County,
    };

    private Task<IReadOnlyList<DeliveryRequested>> AddAsync(params NewDelivery[] deliveries) =>
        db.RunAsync((tx, ct) => Outbox.AddAsync(tx, deliveries, ct), Ct);

    private Task<int> ReceiptAsync(DeliveryReceipt receipt) =>
        db.RunAsync((tx, ct) => Outbox.ReceiptAsync(tx, receipt, ct), Ct);

    private static Task<IReadOnlyList<OutboxClaim>> ClaimAsync(HubDb db, TimeSpan lease, int recipients) =>
        db.RunAsync((tx, ct) => OutboxRelay.ClaimAsync(tx, lease, recipients, 100, ct), Ct);

    private static Task<int> MarkAsync(HubDb db, OutboxClaim claim) => db.RunAsync(
        (tx, ct) => OutboxRelay.MarkSentAsync(
            tx, claim.Recipient, claim.Fence, [.. claim.Deliveries.Select(d => d.DeliveryId)], ct),
        Ct);
}

public sealed class OutboxOnSqlite(SqliteStore db) : OutboxContract(db), IClassFixture<SqliteStore>;

public sealed class OutboxOnPostgres(PostgresStore db) : OutboxContract(db), IClassFixture<PostgresStore>;
