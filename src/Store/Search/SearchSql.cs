using System.Globalization;

namespace IntegrationHub.Store;

/// <summary>A search as SQL: branches that each walk one index in result order, joined and cut to a page.</summary>
/// <param name="Text">The statement; its shape depends on names and counts only, never on values.</param>
/// <param name="Parameters">The values.</param>
internal sealed record SearchSql(string Text, (string Name, object? Value)[] Parameters)
{
    /// <summary>One page and one row more, which tells whether there is another page.</summary>
    public static SearchSql Page(SearchQuery query)
    {
        var parts = new SqlParts();
        var branches = Branches(query, parts).ToList();
        var direction = query.Descending ? "desc" : "asc";
        var limit = parts.Add("limit", (long)query.Count + 1);
        var order = $"order by k {direction}, id {direction} limit {limit}";
        var places = branches.Select(b => b.Text(query, parts, order)).ToList();
        var all = string.Join("\nunion all\n", places.Select((p, i) => $"select * from ({p}) b{i}"));
        var page = places.Count == 1 ? places[0] : $"select distinct k, id from (\n{all}\n) u {order}";
        return new(
            $"""
            select {StoredResource.RowColumns}, r.index_rows, p.k
              from ({page}) p
              join resource r on r.type = @type and r.id = p.id
             order by p.k {direction}, p.id {direction}
            """,
            parts.Values(query.Type));
    }

    /// <summary>The number of all matches.</summary>
    public static SearchSql Total(SearchQuery query)
    {
        var parts = new SqlParts();
        var all = query with { After = null };
        var places = Branches(all, parts).Select(b => b.Text(all, parts, "")).ToList();
        var counted = string.Join("\nunion\n", places.Select((p, i) => $"select id from ({p}) b{i}"));
        return new($"select count(*) from (\nselect distinct id from ({counted}) u) c", parts.Values(query.Type));
    }

    private static IEnumerable<SearchBranch> Branches(SearchQuery query, SqlParts parts)
    {
        var driver = SearchDriver.Choose(query);
        return driver.Alternatives(query, parts).Select(d => new SearchBranch(d, query.Criteria));
    }
}

/// <summary>Parameters of a statement under construction.</summary>
internal sealed class SqlParts
{
    private readonly List<(string Name, object? Value)> parameters = [];

    /// <summary>Adds a value and returns the parameter's name.</summary>
    public string Add(string name, object? value)
    {
        var unique = string.Create(CultureInfo.InvariantCulture, $"@{name}{parameters.Count}");
        parameters.Add((unique, value));
        return unique;
    }

    /// <summary>All values, with the resource type as <c>@type</c>.</summary>
    public (string Name, object? Value)[] Values(string type) => [("@type", type), .. parameters];
}

/// <summary>One branch: the rows of one driver that pass every criterion.</summary>
internal sealed record SearchBranch(SearchPlace Place, IReadOnlyList<Criterion> Criteria)
{
    /// <summary>Selects sort value and id of the branch's matches.</summary>
    public string Text(SearchQuery query, SqlParts parts, string order)
    {
        var key = Place.SortColumn(query.Order);
        List<string> conditions = [Place.Where];
        conditions.AddRange(Criteria.Where(c => !Place.Served.Contains(c))
            .Select(c => SearchFilters.Of(c, query.Type, Place, parts)));
        if (query.After is { } after)
            conditions.Add(After(query, after, key, parts));
        // Most searches need nothing of the resource itself until the page is known.
        var joined = !Place.OnResource && conditions.Append(key).Any(c => c.Contains("r.", StringComparison.Ordinal));
        return $"""
            select {(Place.MayRepeat ? "distinct " : "")}{key} as k, d.id as id
              from {Place.From}{(joined ? " join resource r on r.type = @type and r.id = d.id" : "")}
             where {string.Join("\n   and ", conditions)}
            {order}
            """;
    }

    private static string After(SearchQuery query, SearchPosition after, string key, SqlParts parts)
    {
        var compare = query.Descending ? "<" : ">";
        var id = parts.Add("afterId", after.Id);
        return query.Order == SearchOrder.Id
            ? $"d.id {compare} {id}"
            : $"({key}, d.id) {compare} ({parts.Add("after", SqlValues.FromMicroseconds(after.At))}, {id})";
    }
}
