using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;

namespace IntegrationHub.Integration.Store;

/// <summary>Unsafe settings are refused with the reason (RELIABILITY §7).</summary>
public sealed class StartCheckTests(PostgresStore postgres) : IClassFixture<PostgresStore>
{
    [Fact]
    public async Task A_session_that_does_not_wait_for_the_disk_is_refused()
    {
        await using var unsafeDb = HubDb.Postgres(
            postgres.ConnectionString + ";Options=-c synchronous_commit=off", TimeProvider.System);

        Assert.Equal(["synchronous_commit"], (await unsafeDb.SelfCheckAsync(Ct)).Select(e => e.Path));
        Assert.Empty(await postgres.Db.SelfCheckAsync(Ct));
    }

    [Fact]
    public async Task A_clock_that_is_far_off_is_refused()
    {
        await using var early = postgres.OpenAgain(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Nine));

        Assert.Equal(["clock"], (await early.SelfCheckAsync(Ct)).Select(e => e.Path));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_named_as_unreachable()
    {
        await using var away = HubDb.Postgres("Host=127.0.0.1;Port=1;Username=hub;Database=hub", TimeProvider.System);

        Assert.Equal([HubErrorCode.ServiceUnreachable], (await away.SelfCheckAsync(Ct)).Select(e => e.Code));
    }

    [Fact]
    public async Task A_file_that_is_damaged_or_no_database_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("hub-check-");
        var file = Path.Combine(folder.FullName, "exchange.db");
        await using (var db = HubDb.Sqlite(file, TimeProvider.System))
        {
            await db.MigrateAsync(Ct);
            await db.StoreAsync([.. Enumerable.Range(0, 50).Select(i => Write(Patient($"{i}"), NewId()))]);
            Assert.Empty(await db.SelfCheckAsync(Ct));
        }

        await using (var bytes = File.OpenWrite(file))
        {
            bytes.Position = bytes.Length / 2;
            await bytes.WriteAsync(new byte[8_192], Ct);
        }

        await using (var damaged = HubDb.Sqlite(file, TimeProvider.System))
            Assert.Contains(await damaged.SelfCheckAsync(Ct),
                e => e.Text.Contains("damaged", StringComparison.Ordinal));
        await File.WriteAllTextAsync(file, "This is no database, however long the text may be.", Ct);
        await using (var nothing = HubDb.Sqlite(file, TimeProvider.System))
            Assert.Contains(await nothing.SelfCheckAsync(Ct),
                e => e.Text.Contains("damaged", StringComparison.Ordinal));
        folder.Delete(recursive: true);
    }
}
