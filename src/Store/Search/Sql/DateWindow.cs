namespace IntegrationHub.Store;

/// <summary>
/// Bounds for walking dates. "Still going on after X" says nothing about the start, so such a search would read back
/// to the first day; but what spans more than a day has an index of its own.
/// </summary>
internal static class DateWindow
{
    private static bool IsOpen(DateValue v) =>
        v.Prefix is SearchPrefix.Gt or SearchPrefix.Ge or SearchPrefix.Ap or SearchPrefix.Eq or SearchPrefix.Sa;

    /// <summary>A walk in date order, bounded in time; and the long-lasting ones from before, if asked for.</summary>
    public static IReadOnlyList<SearchPlace> Split(SearchQuery query, string type, SqlParts parts, SearchPlace place)
    {
        var since = query.Criteria.OfType<RowCriterion>()
            .Where(c => SearchColumns.IsTime(type, c.Rows) && c.AnyOf is [DateValue])
            .Select(c => (DateValue)c.AnyOf[0])
            .Where(IsOpen)
            .MaxBy(v => v.Low);
        if (since is null || query.Sort is not [{ By: SortBy.Date }])
            return [place];
        var from = parts.Add("from", since.Low - ResourceIndex.Long);
        var bounded = place with { Where = $"{place.Where} and d.at >= {from}" };
        if (since.Prefix is SearchPrefix.Eq or SearchPrefix.Sa)
            return [bounded];
        // The limit keeps PostgreSQL from walking the index by time instead, in the hope of a page soon full.
        var lasting = new SearchPlace(
            $"""
            (select * from resource
              where type = {parts.Name(type)} and spans and until > {parts.Add("still", since.Low)} and at < {from}
              limit {long.MaxValue}) d
            """,
            "1 = 1")
        {
            OnResource = true,
            TestsAll = true,
        };
        return [bounded, lasting];
    }

    /// <summary>Rows of <c>index_number</c> by where they begin, and those that are ranges by where they end.</summary>
    public static IReadOnlyList<SearchPlace> OfRows(SearchPlace place, NumberValue value, SqlParts parts)
    {
        if (value.Prefix is not (SearchPrefix.Gt or SearchPrefix.Ge or SearchPrefix.Ap))
            return [place];
        var from = parts.Add("from", value.Prefix == SearchPrefix.Ap ? value.Low : value.Value);
        return
        [
            place with { Where = $"{place.Where} and d.low >= {from}" },
            place with { Where = $"{place.Where} and d.low <> d.high and d.high >= {from} and d.low < {from}" },
        ];
    }

    /// <summary>Rows of <c>index_date</c> by their start, and those that last long by their end.</summary>
    public static IReadOnlyList<SearchPlace> OfRows(SearchPlace place, DateValue value, SqlParts parts)
    {
        if (value.Prefix is not (SearchPrefix.Gt or SearchPrefix.Ge or SearchPrefix.Ap))
            return [place];
        var from = parts.Add("from", value.Low - ResourceIndex.Long);
        return
        [
            place with { Where = $"{place.Where} and d.low >= {from}" },
            place with
            {
                Where = $"{place.Where} and d.spans and d.high > {parts.Add("still", value.Low)} and d.low < {from}",
            },
        ];
    }
}
