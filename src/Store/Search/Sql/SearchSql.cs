namespace IntegrationHub.Store;

/// <summary>A search as SQL: branches that each walk one index in result order, joined and cut to a page.</summary>
/// <param name="Text">The statement; its shape depends on names and counts only, never on values.</param>
/// <param name="Parameters">The values.</param>
internal sealed record SearchSql(string Text, (string Name, object? Value)[] Parameters)
{
    /// <summary>Result columns of a page before its sort keys.</summary>
    public const int KeysAt = 10;

    /// <summary>One page and one row more, which tells whether there is another page.</summary>
    /// <param name="plan">What to walk.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="reader">Where it will run, and who asks.</param>
    public static SearchSql Page(SearchPlan plan, SearchMark? after, HubReader reader)
    {
        var parts = new SqlParts(reader);
        var order = new SearchOrdering(plan.Query);
        var limit = parts.Add("limit", (long)plan.Query.Count + 1);
        var branches = Branches(plan, parts, order, after, $"order by {order.By()} limit {limit}");
        var all = string.Join("\nunion all\n", branches.Select((p, i) => $"select * from ({p}) b{i}"));
        var page = branches.Count == 1
            ? branches[0]
            : $"select distinct {order.Columns} from (\n{all}\n) u order by {order.By()} limit {limit}";
        return new(
            $"""
            select {StoredResource.RowColumns}{order.Selected("p")}
              from ({page}) p
              join resource r on r.type = p.type and r.id = p.id
             order by {order.By("p.")}
            """,
            parts.Values);
    }

    /// <summary>Ids of the matches, in no order.</summary>
    public static SearchSql Ids(SearchPlan plan, int limit, HubReader reader)
    {
        var parts = new SqlParts(reader);
        var most = parts.Add("limit", (long)limit);
        var all = Branches(plan, parts, null, null, $"limit {most}");
        var text = string.Join("\nunion\n", all.Select((p, i) => $"select * from ({p}) b{i}"));
        return new($"select type, id from (\n{text}\n) u limit {most}", parts.Values);
    }

    /// <summary>The number of all matches, up to a limit.</summary>
    public static SearchSql Count(SearchPlan plan, long limit, HubReader reader)
    {
        var ids = Ids(plan, (int)Math.Min(limit, int.MaxValue), reader);
        return new(
            $"select count(*) from (select type, id from ({ids.Text}) i limit @most) c",
            [.. ids.Parameters, ("@most", limit)]);
    }

    /// <summary>How many rows each way in has, counted up to a limit.</summary>
    public static SearchSql Probe(IReadOnlyList<SearchWalk> ways, int limit, HubReader reader)
    {
        var parts = new SqlParts(reader);
        var most = parts.Add("limit", (long)limit);
        var counts = ways.Select(w => string.Join(" union all ", w.Places(parts).Select((p, i) =>
            $"select 1 from (select 1 from {p.From} where {p.Where} limit {most}) b{i}")));
        return new(
            "select " + string.Join(", ", counts.Select((c, i) =>
                $"(select count(*) from (select 1 from ({c}) u{i} limit {most}) c{i})")),
            parts.Values);
    }

    private static List<string> Branches(
        SearchPlan plan, SqlParts parts, SearchOrdering? order, SearchMark? after, string tail) =>
    [
        .. from way in plan.Ways
           from place in way.Walk.Places(parts)
           select Branch(plan.Query, way, place, parts, order, after, tail),
    ];

    private static string Branch(
        SearchQuery query, PlannedWalk way, SearchPlace place, SqlParts parts, SearchOrdering? order, SearchMark? after,
        string tail)
    {
        var (scope, filters) = (place.Scope(way.Type), new SearchFilters(parts));
        List<string> conditions =
        [
            place.Where,
            .. scope.Visible(parts),
            .. query.Criteria.Where(c => place.TestsAll || !way.Walk.Served.Contains(c))
                .Select(c => filters.Of(c, scope)),
        ];
        var keys = order?.Keys.Select(k => SortSql.Column(k, scope, parts)).ToList() ?? [];
        if (order is not null && after is not null)
            conditions.Add(order.After(after, keys, parts));
        var columns = string.Concat(keys.Select((k, i) => $"{k} as k{i}, "));
        // Most searches need nothing of the resource itself until the page is known.
        var joined = !place.OnResource && scope.NeedsResource;
        if (joined && !place.HasTime)
            (place, conditions[0]) = (place.Fenced("distinct d.type, d.id"), "1 = 1");
        return $"""
            select {(place.MayRepeat ? "distinct " : "")}{columns}d.type as type, d.id as id
              from {place.From}{(joined ? " join resource r on r.type = d.type and r.id = d.id" : "")}
             where {string.Join("\n   and ", conditions)}
            {tail}
            """;
    }
}

/// <summary>A query with the way into each of its types.</summary>
/// <param name="Query">The query; nothing in it has to be looked up any more.</param>
/// <param name="Ways">One per type.</param>
internal sealed record SearchPlan(SearchQuery Query, IReadOnlyList<PlannedWalk> Ways);

/// <summary>The way into one type.</summary>
internal sealed record PlannedWalk(string Type, SearchWalk Walk);
