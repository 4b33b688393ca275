using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>One connection with its prepared statements; used by one caller at a time.</summary>
internal abstract class SqlSession : IAsyncDisposable
{
    public abstract bool IsPostgres { get; }

    /// <summary>False after a fault that leaves the connection in doubt: it is not used again.</summary>
    public bool IsSound { get; protected set; } = true;

    /// <summary>Ends queries early, see <see cref="QueryTime"/>; it is cancelled also when their own token is.</summary>
    public CancellationToken Until { get; set; }

    public abstract Task<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, (string Name, object? Value)[] parameters, CancellationToken ct);

    public abstract Task<int> ExecuteAsync(string sql, (string Name, object? Value)[] parameters, CancellationToken ct);

    /// <summary>All rows in one statement (PostgreSQL) or one prepared statement per row (SQLite).</summary>
    public abstract Task<List<T>> QueryRowsAsync<T>(
        SqlTwins sql, Rows rows, Func<DbDataReader, T> read, CancellationToken ct);

    /// <summary>Several row statements in one round trip.</summary>
    /// <returns>Rows changed by each statement, in order.</returns>
    public abstract Task<int[]> ExecuteRowsAsync(IReadOnlyList<(SqlTwins Sql, Rows Rows)> batch, CancellationToken ct);

    public abstract Task BeginAsync(CancellationToken ct);

    public abstract Task CommitAsync(CancellationToken ct);

    public abstract Task RollbackAsync();

    public abstract ValueTask DisposeAsync();

    /// <summary>What ends a query.</summary>
    protected CancellationToken Ends(CancellationToken ct) => Until.CanBeCanceled ? Until : ct;
}

/// <summary>Columns of many rows: each array holds one column, all of the same length.</summary>
/// <param name="Count">Number of rows.</param>
/// <param name="Columns">Parameter names and arrays; a value that is no array is the same for all rows.</param>
internal sealed record Rows(int Count, params (string Name, object? Value)[] Columns)
{
    /// <summary>Values that are the same for all rows, lists too.</summary>
    public (string Name, object? Value)[] Fixed { get; init; } = [];
}
