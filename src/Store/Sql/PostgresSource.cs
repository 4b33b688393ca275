using Npgsql;

namespace IntegrationHub.Store;

/// <summary>A pool of PostgreSQL connections set up for this store.</summary>
internal sealed class PostgresSource : SqlSource
{
    // Every statement here is a short walk down an index. A plan cached while the tables were still empty would
    // scan them for ever, and planning the token table anew costs more than the query (PERFORMANCE §1b): so one
    // plan per statement, by nested loops over indexes. Given at connect, so that a pool reset keeps them.
    private const string Plans =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off "
        + "-c jit=off -c max_parallel_workers_per_gather=0 -c synchronous_commit=on "
        + "-c idle_in_transaction_session_timeout=60000";

    private readonly NpgsqlDataSource pool;
    private readonly string connectionString;

    public PostgresSource(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.MaxAutoPrepare == 0)
            (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (200, 2);
        if (settings.KeepAlive == 0)
            settings.KeepAlive = 10;
        settings.Timeout = Math.Min(settings.Timeout, 10);
        settings.NoResetOnClose = true; // nothing here outlives its transaction, and a reset costs more than a read
        settings.Options = settings.Options is { Length: > 0 } own ? $"{Plans} {own}" : Plans;
        settings.ApplicationName ??= "integration-hub";
        pool = NpgsqlDataSource.Create(settings);
        this.connectionString = settings.ConnectionString;
    }

    public override async Task<SqlSession> OpenReaderAsync(CancellationToken ct) =>
        new PostgresSession(await pool.OpenConnectionAsync(ct));

    public override Task<SqlSession> OpenWriterAsync(CancellationToken ct) => OpenReaderAsync(ct);

    public override ValueTask ReturnReaderAsync(SqlSession session) => session.DisposeAsync();

    public override ValueTask ReturnWriterAsync(SqlSession session) => session.DisposeAsync();

    public override async Task ListenAsync(string channel, Action<bool> heard, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync(ct);
        connection.Notification += (_, _) => heard(true);
        await using (var listen = new NpgsqlCommand($"listen {channel}", connection))
            await listen.ExecuteNonQueryAsync(ct);
        try
        {
            heard(true);
            while (true)
                await connection.WaitAsync(ct);
        }
        finally
        {
            heard(false);
        }
    }

    public override ValueTask DisposeAsync() => pool.DisposeAsync();
}
