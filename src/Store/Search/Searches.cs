using System.Data.Common;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Runs searches.</summary>
public static class Searches
{
    private const string Identified = """
        select type, id from index_identifier where type = any(@types) and value = @value
        """;

    private const string InSystem = Identified + " and system = @system";

    /// <summary>One page, with what it includes.</summary>
    public static async Task<SearchPage> RunAsync(HubReader reader, SearchQuery query, CancellationToken ct)
    {
        var plain = await WithoutChainsAsync(reader, query, ct);
        if (plain.Criteria.OfType<ReferenceCriterion>().Any(c => c.AnyOf.Count == 0))
            return new([], [], null, query.WithTotal ? 0 : null); // a chain that leads nowhere
        var total = plain.WithTotal ? await TotalAsync(reader, plain, ct) : (long?)null;
        if (plain.Count == 0)
            return new([], [], null, total);

        var sql = SearchSql.Page(plain);
        var rows = await reader.QueryAsync(sql.Text, r => Row.Read(r, plain.Order), ct, sql.Parameters);
        var shown = rows.Take(plain.Count).ToList();
        var next = rows.Count > shown.Count ? new SearchPosition(shown[^1].SortValue, shown[^1].Resource.Id) : null;
        var included = await IncludedAsync(reader, plain, shown, ct);
        return new([.. shown.Select(r => r.Resource)], included, next, total);
    }

    private static async Task<long> TotalAsync(HubReader reader, SearchQuery query, CancellationToken ct)
    {
        var sql = SearchSql.Total(query);
        return await reader.QuerySingleOrDefaultAsync(sql.Text, r => r.GetInt64(0), ct, sql.Parameters);
    }

    // patient.identifier=… is first looked up: one index row as a rule. Planned as a join it would depend on luck.
    private static async Task<SearchQuery> WithoutChainsAsync(HubReader reader, SearchQuery query, CancellationToken ct)
    {
        var criteria = new List<Criterion>();
        foreach (var criterion in query.Criteria)
        {
            criteria.Add(criterion is ChainCriterion chain
                ? new ReferenceCriterion(chain.Param, await TargetsAsync(reader, chain, ct))
                : criterion);
        }

        return query with { Criteria = criteria };
    }

    private static async Task<IReadOnlyList<ResourceKey>> TargetsAsync(
        HubReader reader, ChainCriterion chain, CancellationToken ct)
    {
        var targets = new HashSet<ResourceKey>();
        foreach (var value in chain.AnyOf)
        {
            targets.UnionWith(await reader.QueryAsync(
                value.System is null ? Identified : InSystem,
                r => new ResourceKey(r.GetString(0), r.GetString(1)), ct,
                [
                    ("@types", chain.TargetTypes.ToArray()), ("@value", IndexText.Clip(value.Code ?? "")),
                    .. value.System is { } system
                        ? new (string, object?)[] { ("@system", IndexText.Clip(system)) }
                        : [],
                ]));
        }

        return [.. targets];
    }

    private static async Task<IReadOnlyList<StoredResource>> IncludedAsync(
        HubReader reader, SearchQuery query, List<Row> matches, CancellationToken ct)
    {
        if (query.Includes.Count == 0 || matches.Count == 0)
            return [];
        var own = matches.Select(m => new ResourceKey(m.Resource.Type, m.Resource.Id)).ToHashSet();
        var targets = matches.SelectMany(m => query.Includes.SelectMany(i => m.Targets(i))).Distinct()
            .Where(t => !own.Contains(t)).ToList();
        var found = targets.Count == 0 ? [] : await Resources.ReadManyAsync(reader, targets, ct);
        return [.. found.Where(r => !r.Deleted)];
    }

    private sealed record Row(StoredResource Resource, string IndexRows, long SortValue)
    {
        public static Row Read(DbDataReader r, SearchOrder order) => new(
            StoredResource.Read(r), r.GetString(10), order == SearchOrder.Id ? 0 : r.Instant(11).Microseconds());

        /// <summary>What an include follows from here.</summary>
        public IEnumerable<ResourceKey> Targets(SearchInclude include)
        {
            var param = SearchParameters.Find(Resource.Type, include.Param)?.IndexedAs ?? include.Param;
            var narrowed = include.TargetType ?? (include.Param == "patient" ? "Patient" : null);
            var targets = IndexEntry.Read(IndexRows)
                .Where(e => e.Kind == IndexKind.Reference && (param == "*" || e.Param == param))
                .Select(e => new ResourceKey(e.A, e.B));
            if (Resource.PatientId is { } patient
                && (param == "*" || param == SearchColumns.CompartmentOf(Resource.Type)))
                targets = targets.Append(new("Patient", patient));
            return targets.Where(t => narrowed is null || t.Type == narrowed);
        }
    }
}
