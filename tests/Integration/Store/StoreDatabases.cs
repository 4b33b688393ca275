using System.Runtime.CompilerServices;
using IntegrationHub.Shared.Servers;
using IntegrationHub.Store;
using IntegrationHub.Store.Sealing;
using Xunit;

namespace IntegrationHub.Integration.Store;

/// <summary>A migrated exchange database for one test class, and a way to open it as a second process would.</summary>
public interface IStoreDatabase
{
    HubDb Db { get; }

    HubDb OpenAgain(TimeProvider clock, AccessPolicy? policy = null);

    Task<HubDb> EmptyAsync(Sealer? sealer = null);

    /// <summary>A database of <see cref="EmptyAsync"/> as another process opens it, with other keys.</summary>
    HubDb Again(HubDb empty, Sealer sealer);
}

public sealed class PostgresStore : IStoreDatabase, IAsyncLifetime
{
    private readonly ConditionalWeakTable<HubDb, string> places = [];

    public string ConnectionString { get; private set; } = "";

    public HubDb Db { get; private set; } = null!;

    public HubDb OpenAgain(TimeProvider clock, AccessPolicy? policy = null) =>
        HubDb.Postgres(ConnectionString, clock, policy);

    public async Task<HubDb> EmptyAsync(Sealer? sealer = null)
    {
        var server = await PostgresServer.SharedAsync();
        var place = await server.CreateDatabaseAsync(CancellationToken.None);
        var db = HubDb.Postgres(place, TimeProvider.System, sealer: sealer);
        places.Add(db, place);
        return db;
    }

    public HubDb Again(HubDb empty, Sealer sealer) =>
        places.TryGetValue(empty, out var place) ? HubDb.Postgres(place, TimeProvider.System, sealer: sealer)
            : throw new ArgumentException("It was not made here.", nameof(empty));

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
    private readonly ConditionalWeakTable<HubDb, string> places = [];
    private int files;

    public HubDb Db { get; private set; } = null!;

    public HubDb OpenAgain(TimeProvider clock, AccessPolicy? policy = null) =>
        HubDb.Sqlite(Path.Combine(folder, "exchange.db"), clock, policy);

    public Task<HubDb> EmptyAsync(Sealer? sealer = null)
    {
        var place = Path.Combine(folder, $"empty{Interlocked.Increment(ref files)}.db");
        var db = HubDb.Sqlite(place, TimeProvider.System, sealer: sealer);
        places.Add(db, place);
        return Task.FromResult(db);
    }

    public HubDb Again(HubDb empty, Sealer sealer) =>
        places.TryGetValue(empty, out var place) ? HubDb.Sqlite(place, TimeProvider.System, sealer: sealer)
            : throw new ArgumentException("It was not made here.", nameof(empty));

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
