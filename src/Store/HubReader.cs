using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>A connection for queries. Statements outside a transaction; dispose it soon.</summary>
public class HubReader : IAsyncDisposable
{
    private readonly Func<SqlSession, ValueTask> giveBack;

    internal HubReader(
        SqlSession session, TimeProvider clock, StoreMemory memory, Func<SqlSession, ValueTask> giveBack) =>
        (Session, Clock, Memory, this.giveBack) = (session, clock, memory, giveBack);

    /// <summary>True on PostgreSQL, false on SQLite.</summary>
    public bool IsPostgres => Session.IsPostgres;

    internal SqlSession Session { get; }

    internal TimeProvider Clock { get; }

    /// <summary>What this process remembers of the database.</summary>
    internal StoreMemory Memory { get; }

    /// <summary>All rows of a query.</summary>
    /// <param name="sql">In PostgreSQL's words; the few rules for SQLite are in <c>Sql/Dialect.cs</c>.</param>
    /// <param name="read">Makes a value of the row the reader stands on.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <param name="parameters">Names with <c>@</c>, and values; instants in any offset, lists as arrays.</param>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, CancellationToken ct,
        params (string Name, object? Value)[] parameters) =>
        await Session.QueryAsync(sql, read, parameters, ct);

    /// <summary>The only row of a query, or the default when there is none.</summary>
    public async Task<T?> QuerySingleOrDefaultAsync<T>(
        string sql, Func<DbDataReader, T> read, CancellationToken ct,
        params (string Name, object? Value)[] parameters) =>
        (await Session.QueryAsync(sql, read, parameters, ct)).SingleOrDefault();

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        await giveBack(Session);
        GC.SuppressFinalize(this);
    }
}
