using System.Data.Common;
using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Store;

/// <summary>The exchange's database: PostgreSQL, or one SQLite file. One instance per process.</summary>
public sealed class HubDb : IAsyncDisposable
{
    /// <summary>How often a transaction is tried before its fault is the caller's.</summary>
    public const int Attempts = 5;

    private readonly SqlSource server;
    private readonly TimeProvider clock;
    private readonly StartChecks checks;
    private readonly StoreMemory memory;

    private HubDb(SqlSource server, TimeProvider clock, StartChecks checks, AccessPolicy? policy, Sealer? sealer)
    {
        (this.server, this.clock, this.checks) = (server, clock, checks);
        memory = new(sealer ?? Sealer.None) { Policy = policy ?? AccessPolicy.None };
    }

    /// <summary>What the access rule is made with.</summary>
    public AccessPolicy Policy => memory.Policy;

    /// <summary>True on PostgreSQL, false on SQLite.</summary>
    public bool IsPostgres => server is PostgresSource;

    /// <summary>A database in one file, made when absent; one exchange only.</summary>
    /// <param name="file">Path of the file.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="policy">What the access rule is made with; null: no members are known.</param>
    /// <param name="sealer">Seals message content at rest; null: it stays plain.</param>
    public static HubDb Sqlite(
        string file, TimeProvider clock, AccessPolicy? policy = null, Sealer? sealer = null) =>
        new(new SqliteSource(file, clock), clock, new SqliteStartChecks(file), policy, sealer);

    /// <summary>A PostgreSQL database; several exchanges may share it.</summary>
    /// <param name="connectionString">Connection string of Npgsql.</param>
    /// <param name="clock">Tells the time.</param>
    /// <param name="policy">What the access rule is made with; null: no members are known.</param>
    /// <param name="sealer">Seals message content at rest; null: it stays plain.</param>
    public static HubDb Postgres(
        string connectionString, TimeProvider clock, AccessPolicy? policy = null, Sealer? sealer = null) =>
        new(new PostgresSource(connectionString), clock, new PostgresStartChecks(clock), policy, sealer);

    /// <summary>Brings the schema up to date. Harmless when it is, and when two processes do it at once.</summary>
    /// <exception cref="SchemaMismatchException">The schema is newer, or not ours.</exception>
    public Task MigrateAsync(CancellationToken ct) => RetryAsync(
        async () =>
        {
            var session = await server.OpenWriterAsync(ct);
            try
            {
                await Migrator.RunAsync(session, ExchangeSchema.Steps, ct);
                await PageSeal.EnsureKeyAsync(session, ct);
                return true;
            }
            finally
            {
                await server.ReturnWriterAsync(session);
            }
        },
        ct);

    /// <summary>Every setting under which an acknowledged message could be lost; empty when safe (RELIABILITY
    /// §7).</summary>
    /// <remarks>A server that does not answer is <see cref="HubErrorCode.ServiceUnreachable"/>.</remarks>
    public async Task<IReadOnlyList<HubError>> SelfCheckAsync(CancellationToken ct)
    {
        SqlSession? session = null;
        try
        {
            session = await server.OpenWriterAsync(ct);
            var errors = await checks.RunAsync(session, ct);
            return errors.Count > 0 ? errors : await SealingKeys.RequireAsync(session, memory.Sealer, ct);
        }
        catch (DbException fault)
        {
            return [StartChecks.Refusal(fault)];
        }
        finally
        {
            if (session is not null)
                await server.ReturnWriterAsync(session);
        }
    }

    /// <summary>The database's own clock; leases are measured on it.</summary>
    public async Task<DateTimeOffset> DatabaseTimeAsync(CancellationToken ct)
    {
        await using var reader = await ReadAsync(ct);
        return await reader.QuerySingleOrDefaultAsync("select clock_timestamp()", r => r.Instant(0), ct);
    }

    /// <summary>Begins a transaction. On SQLite one at a time; others wait here.</summary>
    public async Task<HubTransaction> BeginAsync(CancellationToken ct)
    {
        var session = await server.OpenWriterAsync(ct);
        try
        {
            await session.BeginAsync(ct);
            return new(session, clock, memory, server.ReturnWriterAsync);
        }
        catch
        {
            await server.ReturnWriterAsync(session);
            throw;
        }
    }

    /// <summary>
    /// Runs <paramref name="work"/> in a transaction and commits it. After a collision, deadlock or lost connection the
    /// whole work is run again, at most <see cref="Attempts"/> times.
    /// </summary>
    /// <remarks>
    /// When the connection dies inside COMMIT nobody knows whether it took place. So <paramref name="work"/> must begin
    /// by reading its inbox rows (<see cref="Inbox.KnownAsync"/>): run again after a commit that did take place, it
    /// finds
    /// them and has nothing left to do. It must not keep results of an earlier run.
    /// </remarks>
    public Task<T> RunAsync<T>(
        Func<HubTransaction, CancellationToken, Task<T>> work, CancellationToken ct) => RetryAsync(
        async () =>
        {
            await using var transaction = await BeginAsync(ct);
            var result = await work(transaction, ct);
            if (!transaction.IsAbandoned)
                await transaction.CommitAsync(ct);
            return result;
        },
        ct);

    /// <summary>Runs one statement that is a transaction of its own: one round trip, tried once.</summary>
    internal async Task ExecuteAloneAsync(string sql, (string Name, object? Value)[] parameters, CancellationToken ct)
    {
        var session = await server.OpenWriterAsync(ct);
        try
        {
            await session.ExecuteAsync(sql, parameters, ct);
        }
        finally
        {
            await server.ReturnWriterAsync(session);
        }
    }

    /// <summary>A connection for queries.</summary>
    public async Task<HubReader> ReadAsync(CancellationToken ct) =>
        new(await server.OpenReaderAsync(ct), clock, memory, server.ReturnReaderAsync);

    /// <summary>
    /// Listens for revoked tokens until stopped or the connection fails. <paramref name="heard"/> is told true when it begins
    /// to listen and at each revocation, false when it no longer listens; never on SQLite.
    /// </summary>
    public Task ListenForRevocationsAsync(Action<bool> heard, CancellationToken ct) =>
        server.ListenAsync(ClientTokens.Channel, heard, ct);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task<T> RetryAsync<T>(Func<Task<T>> attempt, CancellationToken ct)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                return await attempt();
            }
            catch (Exception fault) when (number < Attempts && Transient.Is(fault))
            {
                var most = TimeSpan.FromMilliseconds(20 << (2 * number)); // 80, 320, 1,280, 5,120 ms
                await Task.Delay(most * Random.Shared.NextDouble(), clock, ct);
            }
        }
    }
}
