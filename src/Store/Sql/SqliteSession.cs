using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store;

/// <summary>A SQLite connection that prepares every statement once.</summary>
/// <remarks>SQLite works in the caller's thread; the asynchronous signatures are PostgreSQL's.</remarks>
internal sealed class SqliteSession(SqliteConnection connection) : SqlSession
{
    /// <summary>Statements kept prepared; searches make new texts, so the number is bounded.</summary>
    private const int PreparedLimit = 300;

    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);

    public override bool IsPostgres => false;

    public override Task<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> read, (string Name, object? Value)[] parameters, CancellationToken ct)
    {
        var result = new List<T>();
        Read(Bound(sql, parameters), read, result, Ends(ct));
        return Task.FromResult(result);
    }

    public override Task<int> ExecuteAsync(
        string sql, (string Name, object? Value)[] parameters, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(Bound(sql, parameters).ExecuteNonQuery());
    }

    public override Task<List<T>> QueryRowsAsync<T>(
        SqlTwins sql, Rows rows, Func<DbDataReader, T> read, CancellationToken ct)
    {
        var result = new List<T>();
        for (var row = 0; row < rows.Count; row++)
            Read(BoundRow(sql.Sqlite, rows, row), read, result, Ends(ct));

        return Task.FromResult(result);
    }

    public override Task<int[]> ExecuteRowsAsync(
        IReadOnlyList<(SqlTwins Sql, Rows Rows)> batch, CancellationToken ct)
    {
        var changed = new int[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            var (sql, rows) = batch[i];
            for (var row = 0; row < rows.Count; row++)
            {
                ct.ThrowIfCancellationRequested();
                changed[i] += BoundRow(sql.Sqlite, rows, row).ExecuteNonQuery();
            }
        }

        return Task.FromResult(changed);
    }

    public override Task BeginAsync(CancellationToken ct) => ExecuteAsync("begin immediate", [], ct);

    public override Task CommitAsync(CancellationToken ct) => ExecuteAsync("commit", [], ct);

    public override Task RollbackAsync()
    {
        try
        {
            return ExecuteAsync("rollback", [], CancellationToken.None);
        }
        catch (SqliteException) // a full disk has rolled it back already; a new connection knows for certain
        {
            IsSound = false;
            return Task.CompletedTask;
        }
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var command in prepared.Values)
            command.Dispose();
        connection.Dispose();
        return ValueTask.CompletedTask;
    }

    // SQLite works in this thread and hears of nothing: whoever cancels interrupts it from another one.
    private void Read<T>(SqliteCommand command, Func<DbDataReader, T> read, List<T> into, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var interrupts = ct.UnsafeRegister(
            static file => SQLitePCL.raw.sqlite3_interrupt((SQLitePCL.sqlite3)file!), connection.Handle);
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
                into.Add(read(reader));
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException("The query was interrupted.", e, ct);
        }
    }

    private SqliteCommand Bound(string sql, (string Name, object? Value)[] parameters)
    {
        var command = Prepared(sql);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, SqlValues.ForSqlite(value));
        return command;
    }

    private SqliteCommand BoundRow(string sql, Rows rows, int row)
    {
        var command = Prepared(sql);
        foreach (var (name, value) in rows.Columns)
        {
            var cell = value is Array column and not byte[]? column.GetValue(row) : value;
            command.Parameters.AddWithValue(name, SqlValues.ForSqlite(cell));
        }

        foreach (var (name, value) in rows.Fixed)
            command.Parameters.AddWithValue(name, SqlValues.ForSqlite(value));
        return command;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Texts are constants or built from the search registry.")]
    private SqliteCommand Prepared(string sql)
    {
        if (prepared.TryGetValue(sql, out var known))
        {
            known.Parameters.Clear();
            return known;
        }

        if (prepared.Count >= PreparedLimit)
        {
            foreach (var old in prepared.Values)
                old.Dispose();
            prepared.Clear();
        }

        var command = connection.CreateCommand();
        command.CommandText = Dialect.ForSqlite(sql);
        return prepared[sql] = command;
    }
}
