using IntegrationHub.Contracts;
using IntegrationHub.Store;
using IntegrationHub.Store.Sealing;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;

namespace IntegrationHub.Integration.Store;

/// <summary>Message content at the exchange: sealed in the table, the same to every reader, and bound to its row.</summary>
public abstract class SealingContract(IStoreDatabase database)
{
    private const string Canary = """{"name":"欧阳密文"}""";

    private static readonly string Everything = """
        select body from parked union all select body from dead_letter union all select bundle from outbox
        """;

    [Fact]
    public async Task Content_reads_the_same_before_and_after_sealing_is_switched_on_and_the_key_rotated()
    {
        await using var plain = await database.EmptyAsync(Sealer.None);
        await plain.MigrateAsync(Ct);
        var old = await WriteAsync(plain);
        Assert.All(await RawAsync(plain), text => Assert.Equal(Canary, text));

        var (first, second) = (Key("k1"), Key("k2"));
        await using var one = database.Again(plain, Sealer.With(new([first], "k1")));
        Assert.DoesNotContain(await one.SelfCheckAsync(Ct), e => e.Path == "keys");
        var sealed1 = await WriteAsync(one);
        await using var two = database.Again(plain, Sealer.With(new([first, second], "k2")));
        Assert.DoesNotContain(await two.SelfCheckAsync(Ct), e => e.Path == "keys");
        var sealed2 = await WriteAsync(two);
        foreach (var row in (Written[])[old, sealed1, sealed2])
            await ReadsAsync(two, row);
        Assert.Equal(3, (await RawAsync(two)).Count(t => t == Canary));

        await ResealAsync(two);
        Assert.DoesNotContain(await RawAsync(two), t => t.Contains("欧阳", StringComparison.Ordinal) || t == Canary);
        await using var onlyNew = database.Again(plain, Sealer.With(new([second], "k2")));
        Assert.DoesNotContain(await onlyNew.SelfCheckAsync(Ct), e => e.Path == "keys");
        foreach (var row in (Written[])[old, sealed1, sealed2])
            await ReadsAsync(onlyNew, row);
    }

    [Fact]
    public async Task A_database_whose_key_is_missing_is_refused_with_the_id_of_the_key()
    {
        await using var sealing = await database.EmptyAsync(Sealer.With(new([Key("k-lost")], "k-lost")));
        await sealing.MigrateAsync(Ct);
        Assert.DoesNotContain(await sealing.SelfCheckAsync(Ct), e => e.Path == "keys");
        foreach (var other in (Sealer[])[Sealer.None, Sealer.With(new([Key("k-new")], "k-new"))])
        {
            await using var without = database.Again(sealing, other);
            var refused = Assert.Single(await without.SelfCheckAsync(Ct), e => e.Path == "keys");
            Assert.Contains("k-lost", refused.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Content_moved_to_another_row_is_refused_as_damaged_and_the_others_go_on()
    {
        await using var db = await database.EmptyAsync(Sealer.With(new([Key("k1")], "k1")));
        await db.MigrateAsync(Ct);
        var (a, b) = (await WriteAsync(db), await WriteAsync(db));
        await db.RunAsync(
            async (tx, ct) =>
            {
                await SwapAsync(tx, "dead_letter", "body", "id", a.Letter, b.Letter);
                await SwapAsync(tx, "parked", "body", "message_id", a.Message, b.Message);
                return await SwapAsync(tx, "outbox", "bundle", "delivery_id", a.Delivery, b.Delivery);
            },
            Ct);
        var c = await WriteAsync(db);

        var letter = await db.ReadAsync(r => DeadLetters.ReadAsync(r, a.Letter, Ct));
        Assert.Equal(("", HubErrorCode.Internal, "dead_letter.body"),
            (letter!.BodyJson, letter.Errors[^1].Code, letter.Errors[^1].Path));
        var parked = await db.RunAsync((tx, ct) => Parked.NextAsync(tx, a.Stream, 2, ct), Ct);
        Assert.Equal(("", "parked.body"), (parked!.BodyJson, Assert.Single(parked.Damage).Path));
        var claims = await db.RunAsync((tx, ct) => OutboxRelay.ClaimAsync(tx, TimeSpan.Zero, 10, 10, ct), Ct);
        Assert.Equal([c.Delivery], claims.SelectMany(o => o.Deliveries).Select(d => d.DeliveryId));
        var dead = await db.ReadAsync(r => DeadLetters.OfMessageAsync(r, a.Cause, Ct));
        Assert.Equal(("outbox", "outbox.bundle"), (Assert.Single(dead).Stage, dead[0].Errors[0].Path));
        Assert.Equal(DeliveryOutcome.Dead, Assert.Single(await db.ReadAsync(r => Traces.DeliveriesAsync(r, a.Cause, Ct))).Outcome);
        await ReadsAsync(db, c);
    }

    private static async Task<int> SwapAsync(HubTransaction tx, string table, string column, string key, Guid a, Guid b)
    {
        var read = $"select {column} from {table} where {key} = @id";
        var write = $"update {table} set {column} = @value where {key} = @id";
        var of = (Guid id) => tx.QuerySingleOrDefaultAsync(read, r => r.GetString(0), Ct, ("@id", id));
        var (first, second) = (await of(a), await of(b));
        return await tx.ExecuteAsync(write, Ct, ("@value", second), ("@id", a))
            + await tx.ExecuteAsync(write, Ct, ("@value", first), ("@id", b));
    }

    private static async Task ReadsAsync(HubDb db, Written row)
    {
        Assert.Equal(Canary, (await db.ReadAsync(r => DeadLetters.ReadAsync(r, row.Letter, Ct)))!.BodyJson);
        var ready = await db.ReadAsync(r => Parked.ReadyAsync(r, TimeSpan.FromSeconds(-5), 100, Ct));
        Assert.Equal(Canary, Assert.Single(ready, p => p.MessageId == row.Message).BodyJson);
        var claims = await db.RunAsync((tx, ct) => OutboxRelay.ClaimAsync(tx, TimeSpan.Zero, 100, 10, ct), Ct);
        Assert.Equal(Canary, Assert.Single(claims.SelectMany(c => c.Deliveries), d => d.DeliveryId == row.Delivery).BundleJson);
    }

    private static async Task ResealAsync(HubDb db)
    {
        Assert.True(await db.ReadAsync(r => SealingKeys.NeedsResealAsync(r, Ct)));
        for (var mark = default(ExchangeMark); !mark.IsEnd;)
        {
            var from = mark;
            mark = await db.RunAsync((tx, ct) => Reseal.StepAsync(tx, from, 1, ct), Ct);
        }
        await db.RunAsync((tx, ct) => SealingKeys.ForgetOldAsync(tx, ct), Ct);
        Assert.False(await db.ReadAsync(r => SealingKeys.NeedsResealAsync(r, Ct)));
    }

    private static Task<IReadOnlyList<string>> RawAsync(HubDb db) =>
        db.ReadAsync(r => r.QueryAsync(Everything, x => x.GetString(0), Ct));

    private static Task<Written> WriteAsync(HubDb db)
    {
        var row = new Written(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), $"m|{NewId()}");
        return db.RunAsync(
            async (tx, ct) =>
            {
                await Streams.LockAsync(tx, [row.Stream], ct);
                await Streams.AdvanceAsync(tx, row.Stream, 1, ct);
                await Parked.AddAsync(tx, row.Stream, 2, row.Message, "MessageConverted", Canary, ct);
                await DeadLetters.AddAsync(
                    tx,
                    new()
                    {
                        Id = row.Letter,
                        MessageId = row.Message,
                        Attempt = 1,
                        Stage = "refused",
                        Errors = [],
                        BodyJson = Canary,
                        At = Nine,
                    },
                    ct);
                await Outbox.AddAsync(
                    tx,
                    [
                        new()
                        {
                            DeliveryId = row.Delivery,
                            Recipient = NewId(),
                            Kind = DeliveryKind.Result,
                            OrderKey = "k",
                            BundleJson = Canary,
                            CausedBy = row.Cause,
                            Custodian = County,
                        },
                    ],
                    ct);
                return row;
            },
            Ct);
    }

    private static DataKey Key(string id) => new(id, System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));

    private sealed record Written(Guid Message, Guid Letter, Guid Delivery, Guid Cause, string Stream);
}

public sealed class SealingOnSqlite(SqliteStore db) : SealingContract(db), IClassFixture<SqliteStore>;

public sealed class SealingOnPostgres(PostgresStore db) : SealingContract(db), IClassFixture<PostgresStore>;
