using IntegrationHub.Shared.Servers;
using IntegrationHub.Store;
using Xunit;

namespace IntegrationHub.Integration.Store;

/// <summary>A migrated exchange database for one test class, and a way to open it as a second process would.</summary>
public interface IStoreDatabase
{
    HubDb Db { get; }

    HubDb OpenAgain(TimeProvider clock);

    Task<HubDb> EmptyAsync();
}

public sealed class PostgresStore : IStoreDatabase, IAsyncLifetime
{
    public string ConnectionString { get; private set; } = "";

    public HubDb Db { get; private set; } = null!;

    public HubDb OpenAgain(TimeProvider clock) => HubDb.Postgres(ConnectionString, clock);

    public async Task<HubDb> EmptyAsync()
    {
        var server = await PostgresServer.SharedAsync();
        return HubDb.Postgres(await server.CreateDatabaseAsync(CancellationToken.None), TimeProvider.System);
    }

    public async ValueTask InitializeAsync()
    {
        var server = await PostgresServer.SharedAsync();
        ConnectionString = await server.CreateDatabaseAsync(CancellationToken.None);
        Db = OpenAgain(TimeProvider.System);
        await Db.MigrateAsync(CancellationToken.None);
    }

    public ValueTask DisposeAsync() => Db.DisposeAsync();
}

public sealed class SqliteStore : IStoreDatabase, IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-store-").FullName;
    private int files;

    public HubDb Db { get; private set; } = null!;

    public HubDb OpenAgain(TimeProvider clock) => HubDb.Sqlite(Path.Combine(folder, "exchange.db"), clock);

    public Task<HubDb> EmptyAsync() => Task.FromResult(HubDb.Sqlite(
        Path.Combine(folder, $"empty{Interlocked.Increment(ref files)}.db"), TimeProvider.System));

    public async ValueTask InitializeAsync()
    {
        Db = OpenAgain(TimeProvider.System);
        await Db.MigrateAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Db.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
