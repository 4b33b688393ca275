using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>Runs searches.</summary>
public static class Searches
{
    /// <summary>Resources that may come along with a page; beyond, the page becomes shorter.</summary>
    public const int MostIncluded = 1_000;

    /// <summary>Resources that may come along with a single match.</summary>
    public const int MostIncludedWithOne = 10_000;

    /// <summary>Matches that an estimate counts one by one.</summary>
    private const int Counted = 1_000;

    /// <summary>One page, with what it includes.</summary>
    /// <returns>The page, or why the search cannot be answered: a changed page link, an unknown value set …</returns>
    public static async Task<Result<SearchPage>> RunAsync(HubReader reader, SearchQuery query, CancellationToken ct)
    {
        var (order, seal) = (new SearchOrdering(query), await PageSeal.OfAsync(reader, ct));
        SearchMark? after = null;
        var asked = $"{reader.View.Caller}\n{query.Canonical}";
        if (query.Position is { } link
            && ((after = seal.Open(link, asked)) is null || !order.Fits(after)))
            return HubError.FieldMalformed(
                SearchParser.PositionParameter, "a position of this search, as a page link of this server gave it");
        if (!(await new SearchResolver(reader, ct).ResolveAsync(query)).TryGet(out var resolved, out var errors))
            return Result<SearchPage>.Failed(errors);

        var total = await TotalAsync(reader, resolved, ct);
        if (resolved.Count == 0)
            return new SearchPage([], [], null, total);
        var plan = await SearchPlanner.PlanAsync(reader, resolved, ordered: true, ct);
        if (plan.Ways.Count == 0)
            return new SearchPage([], [], null, total);
        var sql = SearchSql.Page(plan, after, reader);
        var rows = await reader.QueryAsync(
            sql.Text, r => StoredResource.Read(r) is var s ? (Resource: s, Mark: order.Mark(r, s)) : default, ct,
            sql.Parameters);
        return (await IncludedAsync(reader, resolved, [.. rows.Take(resolved.Count).Select(r => r.Resource)], ct))
            .Then<SearchPage>(page => new SearchPage(
                page.Matches, page.Included,
                rows.Count > page.Matches.Count
                    ? seal.Close(rows[page.Matches.Count - 1].Mark, asked)
                    : null,
                total));
    }

    /// <summary>Which resources match, up to a limit and in no order: none, one or many, for conditional
    /// interactions.</summary>
    public static async Task<Result<IReadOnlyList<ResourceKey>>> FindIdsAsync(
        HubReader reader, SearchQuery query, int limit, CancellationToken ct)
    {
        if (!(await new SearchResolver(reader, ct).ResolveAsync(query)).TryGet(out var resolved, out var errors))
            return Result<IReadOnlyList<ResourceKey>>.Failed(errors);
        var plan = await SearchPlanner.PlanAsync(reader, resolved, ordered: false, ct);
        if (plan.Ways.Count == 0)
            return Array.Empty<ResourceKey>();
        var sql = SearchSql.Ids(plan, limit, reader);
        return (await reader.QueryAsync(
            sql.Text, r => new ResourceKey(r.GetString(0), r.GetString(1)), ct, sql.Parameters)).ToArray();
    }

    private static async Task<Result<(IReadOnlyList<StoredResource> Matches, IReadOnlyList<StoredResource> Included)>>
        IncludedAsync(HubReader reader, SearchQuery query, IReadOnlyList<StoredResource> matches, CancellationToken ct)
    {
        if (query.Includes.Count == 0 || matches.Count == 0)
            return (matches, []);
        for (var shown = matches; ; shown = [.. shown.Take(shown.Count / 2)])
        {
            var limit = shown.Count == 1 ? MostIncludedWithOne : MostIncluded;
            if (await new SearchIncludes(reader, query, limit, ct).OfAsync(shown) is { } included)
                return (shown, included);
            if (shown.Count == 1)
                return HubError.LimitExceeded("What one match brings along", MostIncludedWithOne, "_include");
        }
    }

    private static async Task<long?> TotalAsync(HubReader reader, SearchQuery query, CancellationToken ct)
    {
        if (query.Total == SearchTotal.None)
            return null;
        var plan = await SearchPlanner.PlanAsync(reader, query, ordered: false, ct);
        if (plan.Ways.Count == 0)
            return 0;
        var estimated = query.Total == SearchTotal.Estimate;
        var sql = SearchSql.Count(plan, estimated ? Counted + 1 : long.MaxValue, reader);
        var count = await reader.QuerySingleOrDefaultAsync(sql.Text, r => r.GetInt64(0), ct, sql.Parameters);
        return estimated && count > Counted ? await SearchEstimate.OfAsync(reader, plan, Counted, ct) : count;
    }
}
