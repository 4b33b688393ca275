using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>RELIABILITY §7 for the exchange's SQLite file.</summary>
internal sealed class SqliteStartChecks(string file) : StartChecks
{
    public override async Task<IReadOnlyList<HubError>> RunAsync(SqlSession session, CancellationToken ct)
    {
        var errors = new List<HubError>(await SqliteFileChecks.RunAsync(session, file, ct));
        if (await Migrator.CheckAsync(session, ExchangeSchema.Steps, ct) is { } schema)
            errors.Add(schema);
        return errors;
    }
}
