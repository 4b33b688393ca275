namespace IntegrationHub.Store;

/// <summary>Decides what a search walks. Where the kinds of its criteria do not tell how narrow they are, their rows
/// are counted first, up to a limit.</summary>
internal static class SearchPlanner
{
    /// <summary>So many rows can be read and sorted; more are walked in order until the page is full. Among a million
    /// such a walk meets a match every 200 rows or sooner.</summary>
    public const int Few = 5_000;

    /// <summary>Ways that are counted.</summary>
    private const int MostProbes = 6;

    // Jumps from type to type in the index; a plain "distinct" reads every row.
    private const string StoredTypes = """
        with recursive t (type) as (
            select (select min(type) from resource)
            union all
            select (select min(r.type) from resource r where r.type > t.type) from t where t.type is not null)
        select type from t where type is not null
        """;

    /// <summary>The way into each type of the query.</summary>
    /// <param name="reader">Where the search will run.</param>
    /// <param name="query">A resolved query.</param>
    /// <param name="ordered">True: only the first rows in order are wanted.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<SearchPlan> PlanAsync(
        HubReader reader, SearchQuery query, bool ordered, CancellationToken ct)
    {
        var types = query.Types.Count == 1 ? query.Types
            : [.. (await reader.QueryAsync(StoredTypes, r => r.GetString(0), ct)).Intersect(query.Types)];
        var ways = new List<PlannedWalk>();
        foreach (var type in types)
            ways.Add(new(type, await ChooseAsync(reader, query, new SearchDriver(query, type).Ways(), ordered, ct)));
        return new(query, ways);
    }

    private static async Task<SearchWalk> ChooseAsync(
        HubReader reader, SearchQuery query, IReadOnlyList<SearchWalk> ways, bool ordered, CancellationToken ct)
    {
        if (ways[0].Rank != WalkRank.Unknown)
            return ways[0];
        var unknown = ways.Where(w => w.Rank == WalkRank.Unknown).Take(MostProbes).ToList();
        var byTime = ordered && query.Sort is [{ By: SortBy.Date }];
        if (unknown is [{ ByTime: true }] && byTime)
            return unknown[0];
        var probe = SearchSql.Probe(unknown, Few, reader);
        var counts = (await reader.QueryAsync(
            probe.Text, r => unknown.Select((_, i) => r.GetInt64(i)).ToArray(), ct, probe.Parameters)).Single();
        var narrow = Enumerable.Range(0, counts.Length).MinBy(i => counts[i]);
        if (counts[narrow] < Few || !ordered)
            return unknown[narrow];
        if (byTime)
            return unknown.Find(w => w.ByTime) ?? ways[^1];
        return query.Sort is [{ By: SortBy.LastUpdated }] or [{ By: SortBy.Id }] ? ways[^1] : unknown[narrow];
    }
}
