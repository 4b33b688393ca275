using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Follows references from the matches, or to them: each resource once, matches never.</summary>
internal sealed class SearchIncludes(HubReader reader, SearchQuery query, int limit, CancellationToken ct)
{
    private const int MostRounds = 8;

    // {0}: what holds for a source that may be known; what a match refers to is looked at when it is read.
    private static readonly SqlTwins Forward = new(
        """
        select x.type, x.id, x.param, x.target_type, x.target_id
          from unnest(@types, @ids) as k (type, id) join index_reference x on x.id = k.id and x.type = k.type
        """,
        "select type, id, param, target_type, target_id from index_reference where id = @ids and type = @types");

    private static readonly SqlTwins Reverse = new(
        """
        select x.type, x.id, x.param, x.target_type, x.target_id
          from unnest(@types, @ids) as k (type, id)
          join index_reference x on x.target_id = k.id and x.target_type = k.type and x.type = @source
          join resource r on r.type = x.type and r.id = x.id
         where {0}
         limit @limit
        """,
        """
        select x.type, x.id, x.param, x.target_type, x.target_id
          from index_reference x join resource r on r.type = x.type and r.id = x.id
         where x.target_id = @ids and x.target_type = @types and x.type = @source and {0} limit @limit
        """);

    private static readonly SqlTwins OfPatients = new(
        """
        select r.type, r.id, '' as param, 'Patient' as target_type, r.patient_id
          from unnest(@ids) as k (id)
          join resource r on r.patient_id = k.id and r.type = @source and not r.deleted
         where {0}
         limit @limit
        """,
        """
        select type, id, '' as param, 'Patient' as target_type, patient_id from resource r
         where patient_id = @ids and type = @source and not deleted and {0} limit @limit
        """);

    private readonly Dictionary<ResourceKey, StoredResource> found = [];

    /// <summary>What the matches bring along; null when it is more than the limit.</summary>
    public async Task<IReadOnlyList<StoredResource>?> OfAsync(IReadOnlyList<StoredResource> matches)
    {
        var own = matches.Select(Key).ToHashSet();
        var frontier = matches;
        for (var round = 0; round < MostRounds && frontier.Count > 0; round++)
        {
            var includes = query.Includes.Where(i => round == 0 || i.Iterate).ToList();
            var wanted = new HashSet<ResourceKey>();
            foreach (var include in includes.Where(i => i.Reverse))
                wanted.UnionWith(await BackAsync(include, frontier));
            if (includes.Exists(i => !i.Reverse))
                wanted.UnionWith(await OnAsync([.. includes.Where(i => !i.Reverse)], frontier));
            wanted.ExceptWith(own);
            wanted.ExceptWith(found.Keys);
            var read = wanted.Count == 0 ? [] : await Resources.ReadManyAsync(reader, wanted, ct);
            frontier = [.. read.Where(r => !r.Deleted)];
            if (found.Count + frontier.Count > limit)
                return null;
            foreach (var resource in frontier)
                found[Key(resource)] = resource;
        }

        return [.. found.Values.OrderBy(r => r.Type, StringComparer.Ordinal).ThenBy(r => r.Id, StringComparer.Ordinal)];
    }

    private async Task<IEnumerable<ResourceKey>> OnAsync(
        List<SearchInclude> includes, IReadOnlyList<StoredResource> from)
    {
        var sources = from.Where(r => includes.Exists(i => i.Type == "*" || i.Type == r.Type)).ToList();
        var links = await LinksAsync(Forward, sources);
        foreach (var source in sources.Where(s => s.PatientId is not null))
        {
            if (SearchColumns.CompartmentOf(source.Type) is { } param)
                links.Add(new(source.Type, source.Id, param, "Patient", source.PatientId!));
        }

        return links.Where(l => l.TargetType.Length > 0 && includes.Exists(i => Follows(i, l)))
            .Select(l => new ResourceKey(l.TargetType, l.TargetId));
    }

    private async Task<IEnumerable<ResourceKey>> BackAsync(
        SearchInclude include, IReadOnlyList<StoredResource> to)
    {
        var targets = to.Where(r => include.TargetType is null || include.TargetType == r.Type).ToList();
        var links = await LinksAsync(Reverse, targets, include.Type);
        var rows = RowsOf(include);
        if (SearchColumns.CompartmentOf(include.Type) is { } patient && (rows is null || rows.Contains(patient)))
            links.AddRange((await LinksAsync(OfPatients, [.. targets.Where(t => t.Type == "Patient")], include.Type))
                .Select(l => l with { Param = patient }));
        return links.Where(l => rows is null || rows.Contains(l.Param)).Select(l => new ResourceKey(l.Type, l.Id));
    }

    private static bool Follows(SearchInclude include, Link link)
    {
        if (include.Type != "*" && include.Type != link.Type)
            return false;
        if (include.TargetType is { } type && type != link.TargetType)
            return false;
        if (include.Param == "*")
            return true;
        var info = SearchParameters.Find(link.Type, include.Param);
        return info is not null && info.IndexedAs.Contains(link.Param)
            && (info.Targets.Count == 0 || info.Targets.Contains(link.TargetType));
    }

    private static IReadOnlyList<string>? RowsOf(SearchInclude include) =>
        include.Param == "*" ? null : SearchParameters.Find(include.Type, include.Param)?.IndexedAs ?? [];

    private async Task<List<Link>> LinksAsync(
        SqlTwins sql, List<StoredResource> of, string source = "")
    {
        if (!reader.View.SeesType(source) && source.Length > 0)
            return [];
        var visible = reader.View.Where("r");
        var rows = new Rows(
            of.Count, ("@types", of.Select(r => r.Type).ToArray()), ("@ids", of.Select(r => r.Id).ToArray()),
            ("@source", source), ("@limit", (long)limit + 1))
        {
            Fixed = reader.View.Parameters(reader.Clock.GetUtcNow()),
        };
        return await reader.Session.QueryRowsAsync(
            new(
                sql.Postgres.Replace("{0}", visible, StringComparison.Ordinal),
                sql.Sqlite.Replace("{0}", visible, StringComparison.Ordinal)),
            rows,
            r => new Link(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4)), ct);
    }

    private static ResourceKey Key(StoredResource r) => new(r.Type, r.Id);

    private sealed record Link(string Type, string Id, string Param, string TargetType, string TargetId);
}
