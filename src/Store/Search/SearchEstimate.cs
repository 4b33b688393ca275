using System.Text.Json;

namespace IntegrationHub.Store;

/// <summary>About how many matches there are, without reading them.</summary>
internal static class SearchEstimate
{
    /// <summary>PostgreSQL's planner guesses from its statistics for the hub itself. Statistics know of everybody's
    /// records: for a caller, and on SQLite, which has none worth the name, matches are counted up to a limit.</summary>
    /// <param name="reader">Where to ask.</param>
    /// <param name="plan">The search.</param>
    /// <param name="least">There are at least so many.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<long> OfAsync(HubReader reader, SearchPlan plan, long least, CancellationToken ct)
    {
        if (!reader.IsPostgres || !reader.View.IsHub)
        {
            var counted = SearchSql.Count(plan, MostCounted, reader);
            return await reader.QuerySingleOrDefaultAsync(counted.Text, r => r.GetInt64(0), ct, counted.Parameters);
        }

        var sql = SearchSql.Ids(plan, int.MaxValue, reader);
        var explained = await reader.QuerySingleOrDefaultAsync(
            "explain (format json) " + sql.Text, r => r.GetString(0), ct, sql.Parameters);
        using var json = JsonDocument.Parse(explained!);
        var node = json.RootElement[0].GetProperty("Plan");
        // A limit by parameter halves the guess; what lies below it is the search itself.
        while (node.GetProperty("Node Type").GetString() == "Limit")
            node = node.GetProperty("Plans")[0];
        return Math.Max(least, (long)node.GetProperty("Plan Rows").GetDouble());
    }

    private const long MostCounted = 100_000;
}
