using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>RELIABILITY §7 for PostgreSQL.</summary>
internal sealed class PostgresStartChecks(TimeProvider clock) : StartChecks
{
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(5);

    private const string Settings = """
        select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'),
               pg_is_in_recovery(), clock_timestamp(), current_setting('server_encoding'),
               current_setting('server_version_num')::int
        """;

    public override async Task<IReadOnlyList<HubError>> RunAsync(SqlSession session, CancellationToken ct)
    {
        var errors = new List<HubError>();
        await session.QueryAsync(
            Settings,
            row =>
            {
                RequireOn("fsync", row.GetString(0));
                RequireOn("full_page_writes", row.GetString(2));
                if (row.GetString(1) is not ("on" or "remote_apply" or "remote_write" or "local"))
                    errors.Add(Unsafe("synchronous_commit",
                        "A commit does not wait for the disk: set synchronous_commit = on."));
                if (row.GetBoolean(3))
                    errors.Add(Unsafe("postgres", "This server is a replica: connect to the primary."));
                if ((row.Instant(4) - clock.GetUtcNow()).Duration() > MostSkew)
                    errors.Add(Unsafe("clock",
                        "The clocks of hub and database differ by more than 5 s: run NTP on both."));
                if (row.GetString(5) != "UTF8")
                    errors.Add(Unsafe("server_encoding",
                        "Chinese text needs a database with encoding UTF8: create one."));
                if (row.GetInt32(6) < 130000)
                    errors.Add(Unsafe("server_version", "PostgreSQL 13 or later is needed: upgrade the server."));
                return 0;
            },
            [],
            ct);
        if (await Migrator.CheckAsync(session, ExchangeSchema.Steps, ct) is { } schema)
            errors.Add(schema);
        return errors;

        void RequireOn(string setting, string value)
        {
            if (value != "on")
                errors.Add(Unsafe(setting, $"A power cut can destroy the database: set {setting} = on."));
        }
    }
}
