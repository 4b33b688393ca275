using System.Data.Common;
using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>Brings a schema up to date: all missing steps or none, one process at a time, checksums compared.</summary>
internal static class Migrator
{
    private const string Ledger = """
        create table if not exists schema_version (
            number integer primary key, name text not null, checksum text not null, applied_at timestamptz not null)
        """;

    private const string Applied = "select number, checksum from schema_version order by number";

    private const string Record = """
        insert into schema_version (number, name, checksum, applied_at)
        values (@number, @name, @checksum, clock_timestamp())
        """;

    // Any constant will do, as long as nothing else in the database uses it. Readers are never locked out for long.
    private const string PostgresLock = "select pg_advisory_xact_lock(5204817733); set local lock_timeout = '3s';";

    /// <summary>Applies what is missing. Running it again, or in two processes at once, is harmless.</summary>
    /// <exception cref="SchemaMismatchException">The schema is newer than this program, or a step was
    /// edited.</exception>
    public static async Task RunAsync(SqlSession session, IReadOnlyList<Migration> steps, CancellationToken ct)
    {
        await session.BeginAsync(ct);
        try
        {
            if (session.IsPostgres)
                await session.ExecuteAsync(PostgresLock, [], ct);
            await session.ExecuteAsync(Ledger, [], ct);
            var applied = await session.QueryAsync(Applied, Read, [], ct);
            Compare(applied, steps);
            foreach (var step in steps.Skip(applied.Count))
                await ApplyAsync(session, step, ct);
            await session.CommitAsync(ct);
        }
        catch
        {
            await session.RollbackAsync();
            throw;
        }
    }

    /// <summary>What is wrong with the schema of an open database; null when it is this program's.</summary>
    public static async Task<HubError?> CheckAsync(
        SqlSession session, IReadOnlyList<Migration> steps, CancellationToken ct)
    {
        try
        {
            var applied = await session.QueryAsync(Applied, Read, [], ct);
            Compare(applied, steps);
            return applied.Count == steps.Count ? null : new(
                HubErrorCode.ConfigurationInvalid,
                $"The database schema is at {applied.Count} of {steps.Count}: run 'hub migrate'.");
        }
        catch (SchemaMismatchException e)
        {
            return e.Error;
        }
    }

    private static async Task ApplyAsync(SqlSession session, Migration step, CancellationToken ct)
    {
        await session.ExecuteAsync(session.IsPostgres ? Dialect.ForPostgres(step.Sql) : step.Sql, [], ct);
        await session.ExecuteAsync(
            Record, [("@number", step.Number), ("@name", step.Name), ("@checksum", step.Checksum)], ct);
    }

    private static void Compare(List<(int Number, string Checksum)> applied, IReadOnlyList<Migration> steps)
    {
        if (applied.Count > steps.Count)
            throw new SchemaMismatchException(new HubError(
                HubErrorCode.ConfigurationInvalid,
                $"The database schema is at {applied.Count}, this program knows {steps.Count}: "
                + "use the newer program."));
        for (var i = 0; i < applied.Count; i++)
        {
            if (applied[i].Number != steps[i].Number || applied[i].Checksum != steps[i].Checksum)
                throw new SchemaMismatchException(new HubError(
                    HubErrorCode.ConfigurationInvalid,
                    $"Schema step {steps[i].Number} ({steps[i].Name}) was applied from another text: restore the "
                    + "database, or use the program that made it."));
        }
    }

    private static (int Number, string Checksum) Read(DbDataReader row) => (row.GetInt32(0), row.GetString(1));
}
