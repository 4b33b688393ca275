using System.Data.Common;
using IntegrationHub.Contracts;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace IntegrationHub.Store;

/// <summary>What must be true of a database before a message may be acknowledged.</summary>
internal abstract class StartChecks
{
    private const int SqliteCorrupt = 11;
    private const int SqliteNoDatabase = 26;

    /// <summary>Everything that is wrong, each with what to do.</summary>
    public abstract Task<IReadOnlyList<HubError>> RunAsync(SqlSession session, CancellationToken ct);

    /// <summary>What a database says by refusing to be asked. The fault's own text may hold data and is not
    /// repeated.</summary>
    public static HubError Refusal(DbException fault) => fault switch
    {
        SqliteException { SqliteErrorCode: SqliteCorrupt or SqliteNoDatabase } => Unsafe(
            "quick_check", "The file is damaged or no database: stop, keep a copy, and restore the last backup."),
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable } => Unsafe(
            "schema", "The database has no tables yet: run 'hub migrate'."),
        PostgresException server => Unsafe(
            "postgres", $"PostgreSQL refuses with {server.SqlState}: check user, password, database and rights."),
        _ => new(HubErrorCode.ServiceUnreachable,
            "The database does not answer: check address, port and whether it runs."),
    };

    /// <summary>A setting that is not safe.</summary>
    protected static HubError Unsafe(string path, string text) => new(HubErrorCode.ConfigurationInvalid, text, path);
}
