using IntegrationHub.Store.Sealing;
using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store.Journal;

/// <summary>One SQLite connection with its prepared statements. Used by one thread at a time.</summary>
public sealed class JournalSession : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);
    private readonly List<(string Channel, string Name, long Delta)> counted = [];

    internal JournalSession(SqliteConnection connection, JournalOptions options) =>
        (this.connection, Options) = (connection, options);

    internal JournalOptions Options { get; }

    internal Sealer Sealer => Options.Sealer;

    /// <summary>True when no transaction is open: after a full disk SQLite may have rolled back by itself.</summary>
    internal bool IsAutocommit => SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) != 0;

    internal IReadOnlyList<(string Channel, string Name, long Delta)> Counted => counted;

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var command in prepared.Values)
            command.Dispose();
        connection.Dispose();
    }

    internal int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> arguments) =>
        Bind(sql, arguments).ExecuteNonQuery();

    internal T? Scalar<T>(string sql, params ReadOnlySpan<(string Name, object? Value)> arguments) =>
        Bind(sql, arguments).ExecuteScalar() is T value ? value : default;

    internal List<T> Query<T>(
        string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        using var reader = Bind(sql, arguments).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    internal T? Single<T>(
        string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> arguments)
        where T : class
    {
        using var reader = Bind(sql, arguments).ExecuteReader();
        return reader.Read() ? read(reader) : null;
    }

    /// <summary>Notes that a count changed; the group writes the sums once before it commits.</summary>
    internal void Count(string channel, string name, long delta = 1)
    {
        if (delta != 0)
            counted.Add((channel, name, delta));
    }

    internal void ForgetCounts(int keep = 0) => counted.RemoveRange(keep, counted.Count - keep);

    private SqliteCommand Bind(string sql, ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        if (!prepared.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // every text is a constant of this folder
            command.CommandText = sql;
#pragma warning restore CA2100
            foreach (var (name, _) in arguments)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            prepared.Add(sql, command);
        }
        for (var i = 0; i < arguments.Length; i++)
            command.Parameters[i].Value = arguments[i].Value ?? DBNull.Value;
        return command;
    }
}
