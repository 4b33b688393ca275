using System.Data.Common;
using IntegrationHub.Store.Sealing;

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

    /// <summary>What may be known through this reader; the hub's own view unless a caller's was set.</summary>
    public RecordView View { get; private set; } = RecordView.Hub;

    /// <summary>Reads as a caller until the scope is disposed.</summary>
    public ViewScope As(RecordView view)
    {
        var scope = new ViewScope(this, View);
        View = view;
        return scope;
    }

    /// <summary>Until the scope is disposed, statements end when their reader has gone or the time is over.</summary>
    /// <param name="time">For all statements together.</param>
    /// <param name="aborted">The one who asked has gone.</param>
    public QueryTime Within(TimeSpan time, CancellationToken aborted) => new(Session, time, aborted);

    internal void Restore(RecordView view) => View = view;

    /// <summary>What the access rule is made with.</summary>
    public AccessPolicy Policy => Memory.Policy;

    /// <summary>Seals and opens message content.</summary>
    internal Sealer Sealer => Memory.Sealer;

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
