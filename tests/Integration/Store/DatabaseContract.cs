using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;

namespace IntegrationHub.Integration.Store;

/// <summary>Schema, transactions and the desk's tables.</summary>
public abstract class DatabaseContract(IStoreDatabase database)
{
    private readonly HubDb db = database.Db;

    [Fact]
    public async Task Migrating_again_and_from_two_processes_at_once_is_harmless()
    {
        await using var empty = await database.EmptyAsync();
        await Task.WhenAll(empty.MigrateAsync(Ct), empty.MigrateAsync(Ct));
        await empty.MigrateAsync(Ct);

        Assert.Empty(await empty.SelfCheckAsync(Ct));
        await empty.StoreOneAsync(Patient("1"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_named()
    {
        await using var newer = await database.EmptyAsync();
        await newer.MigrateAsync(Ct);
        await newer.RunAsync(
            (tx, ct) => tx.ExecuteAsync(
                """
                insert into schema_version (number, name, checksum, applied_at)
                values (1000, 'from the future', 'x', clock_timestamp())
                """,
                ct),
            Ct);

        var refused = await Assert.ThrowsAsync<SchemaMismatchException>(() => newer.MigrateAsync(Ct));
        Assert.Equal(HubErrorCode.ConfigurationInvalid, refused.Error.Code);
        Assert.Contains(refused.Error, await newer.SelfCheckAsync(Ct));
    }

    [Fact]
    public async Task An_edited_step_is_refused()
    {
        await using var edited = await database.EmptyAsync();
        await edited.MigrateAsync(Ct);
        await edited.RunAsync((tx, ct) => tx.ExecuteAsync("update schema_version set checksum = 'other'", ct), Ct);

        await Assert.ThrowsAsync<SchemaMismatchException>(() => edited.MigrateAsync(Ct));
    }

    [Fact]
    public async Task A_transaction_that_lasts_too_long_is_not_committed()
    {
        var clock = new FakeTimeProvider(Nine);
        await using var slow = database.OpenAgain(clock);
        await using var tx = await slow.BeginAsync(Ct);
        await Resources.WriteAsync(tx, [Write(Patient("slow"), "slow")], Ct);
        clock.Advance(HubTransaction.LongestLife + TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TimeoutException>(() => tx.CommitAsync(Ct));
    }

    [Fact]
    public async Task Values_come_back_as_they_went_in()
    {
        var at = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8)).AddMicroseconds(123_457);
        var token = new ClientToken(NewId(), County, "测试", at, at.AddYears(1), null);
        await db.RunAsync((tx, ct) => ClientTokens.AddAsync(tx, token, ct), Ct);

        var read = await db.ReadAsync(r => ClientTokens.FindAsync(r, token.Hash, Ct));
        Assert.Equal(token, read);
        Assert.Equal(TimeSpan.Zero, read!.CreatedAt.Offset);
        Assert.Equal(1, await db.RunAsync((tx, ct) => ClientTokens.RevokeAsync(tx, token.Hash, ct), Ct));
        Assert.Equal(0, await db.RunAsync((tx, ct) => ClientTokens.RevokeAsync(tx, token.Hash, ct), Ct));
        Assert.NotNull((await db.ReadAsync(r => ClientTokens.AllAsync(r, Ct)))
            .Single(t => t.Hash == token.Hash).RevokedAt);
        var clock = await db.DatabaseTimeAsync(Ct);
        Assert.InRange(clock - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(-5), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Dead_letters_are_listed_newest_first_until_they_are_resolved()
    {
        await using var fresh = await database.EmptyAsync();
        await fresh.MigrateAsync(Ct);
        var letters = Enumerable.Range(0, 3).Select(i => Letter(Nine.AddMinutes(i))).ToList();
        foreach (var letter in letters)
            await fresh.RunAsync((tx, ct) => DeadLetters.AddAsync(tx, letter, ct), Ct);
        await fresh.RunAsync((tx, ct) => DeadLetters.AddAsync(tx, letters[0], ct), Ct);

        var first = await fresh.ReadAsync(r => DeadLetters.OpenAsync(r, null, 2, Ct));
        var rest = await fresh.ReadAsync(r => DeadLetters.OpenAsync(r, first[^1], 2, Ct));
        Assert.Equal(letters.Select(l => l.Id).Reverse(), first.Concat(rest).Select(l => l.Id));
        Assert.All(first, l => Assert.Equal("", l.BodyJson));
        Assert.Equal("{}", (await fresh.ReadAsync(r => DeadLetters.ReadAsync(r, letters[1].Id, Ct)))!.BodyJson);
        await fresh.RunAsync(
            (tx, ct) => DeadLetters.ResolveAsync(tx, letters[1].MessageId, 1, "ops", "replayed", ct), Ct);
        Assert.Equal(2, await fresh.ReadAsync(r => DeadLetters.CountOpenAsync(r, Ct)));
        var trace = await fresh.ReadAsync(r => Traces.OfAsync(r, letters[1].MessageId, Ct));
        Assert.Equal(["dead", "replayed"], trace.Select(t => t.Step));
    }

    [Fact]
    public async Task Only_the_newest_report_of_a_gateway_counts()
    {
        var report = new GatewayStatus
        {
            Gateway = NewId(),
            At = Nine,
            Channels = [],
            OutboxPending = 3,
            OutboxOldestSeconds = 1.5,
        };
        await db.RunAsync((tx, ct) => GatewayReports.PutAsync(tx, report, ct), Ct);
        await db.RunAsync(
            (tx, ct) => GatewayReports.PutAsync(tx, report with { At = Nine.AddSeconds(2), OutboxPending = 4 }, ct),
            Ct);
        await db.RunAsync((tx, ct) => GatewayReports.PutAsync(tx, report with { OutboxPending = 5 }, ct), Ct);

        var all = await db.ReadAsync(r => GatewayReports.AllAsync(r, Ct));
        Assert.Equal(4, all.Single(g => g.Gateway == report.Gateway).OutboxPending);
    }

    [Fact]
    public async Task Work_is_run_again_after_a_passing_fault_and_its_first_run_leaves_nothing()
    {
        var runs = 0;
        var id = await db.RunAsync(
            async (tx, ct) =>
            {
                var stored = await Resources.WriteAsync(tx, [Write(Patient("again"), NewId())], ct);
                return ++runs < 3 ? throw new TimeoutException("passing") : stored[0].Id;
            },
            Ct);

        Assert.Equal(3, runs);
        Assert.Equal([id], await db.IdsAsync("Patient", "identifier=again"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.RunAsync<int>(
            (_, _) => throw new InvalidOperationException((++runs).ToString(CultureInfo.InvariantCulture)), Ct));
        Assert.Equal(4, runs);
    }

    private static DeadLetter Letter(DateTimeOffset at) => new()
    {
        Id = Guid.NewGuid(),
        MessageId = Guid.NewGuid(),
        Attempt = 1,
        Stage = "refused",
        Errors = [HubError.FieldMissing("Bundle.entry[0]", "The patient")],
        BodyJson = "{}",
        At = at,
    };
}

public sealed class DatabaseOnSqlite(SqliteStore db) : DatabaseContract(db), IClassFixture<SqliteStore>;

public sealed class DatabaseOnPostgres(PostgresStore db) : DatabaseContract(db), IClassFixture<PostgresStore>;
