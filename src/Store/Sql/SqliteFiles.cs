using Microsoft.Data.Sqlite;

namespace IntegrationHub.Store;

/// <summary>Opens SQLite files the one safe way; RELIABILITY §1 finding 3 says why FULL.</summary>
public static class SqliteFiles
{
    /// <summary>How long a statement waits for another connection's lock.</summary>
    public static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);

    // fullfsync matters on macOS only, where fsync alone leaves data in the drive's cache.
    private const string Settings = """
        pragma busy_timeout = 10000;
        pragma journal_mode = wal;
        pragma synchronous = full;
        pragma fullfsync = on;
        pragma checkpoint_fullfsync = on;
        pragma foreign_keys = on;
        pragma temp_store = memory;
        """;

    /// <summary>Opens or makes the file: write-ahead log, synchronous=FULL, foreign keys on.</summary>
    /// <param name="file">Path of the database; its folder must exist.</param>
    /// <param name="clock">What <c>clock_timestamp()</c> returns, in microseconds since 1970.</param>
    public static SqliteConnection Open(string file, TimeProvider clock)
    {
        var connection = Connect(file, SqliteOpenMode.ReadWriteCreate, clock);
        Run(connection, Settings);
        return connection;
    }

    /// <summary>Opens an existing file for queries only. Readers never wait for the writer.</summary>
    public static SqliteConnection OpenForReading(string file, TimeProvider clock)
    {
        var connection = Connect(file, SqliteOpenMode.ReadWrite, clock); // WAL readers need the -shm file
        Run(connection, "pragma busy_timeout = 10000; pragma query_only = on; pragma temp_store = memory;");
        return connection;
    }

    private static SqliteConnection Connect(string file, SqliteOpenMode mode, TimeProvider clock)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = (int)BusyTimeout.TotalSeconds,
        }.ToString());
        try
        {
            connection.Open();
            connection.CreateFunction("clock_timestamp", () => clock.GetUtcNow().Microseconds());
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
