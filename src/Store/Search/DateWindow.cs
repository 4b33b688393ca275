namespace IntegrationHub.Store;

/// <summary>
/// Bounds for walking a whole type in date order. "Still going on after X" says nothing about the start, so such a
/// search would read back to the first day; but what spans more than a day has an index of its own.
/// </summary>
internal static class DateWindow
{
    /// <summary>The place, bounded in time; and the long-lasting ones from before the window, if asked for.</summary>
    public static IEnumerable<SearchPlace> Split(SearchQuery query, SqlParts parts, SearchPlace place)
    {
        var time = SearchColumns.TimeOf(query.Type);
        var since = query.Criteria.OfType<DateCriterion>()
            .Where(d => d.Param == time && d.AnyOf.Count == 1)
            .Select(d => d.AnyOf[0])
            .Where(v => v.Prefix is DatePrefix.Gt or DatePrefix.Ge or DatePrefix.Ap or DatePrefix.Eq or DatePrefix.Sa)
            .MaxBy(v => v.Low);
        if (since is null || query.Order != SearchOrder.Date)
            return [place];
        var from = parts.Add("from", since.Low - ResourceIndex.Long);
        var bounded = place with { Where = $"{place.Where} and d.at >= {from}" };
        if (since.Prefix is DatePrefix.Eq or DatePrefix.Sa)
            return [bounded];
        // The limit keeps PostgreSQL from walking the index by time instead, in the hope of a page soon full.
        var lasting = new SearchPlace(
            $"""
            (select * from resource
              where type = @type and spans and until > {parts.Add("still", since.Low)} and at < {from} and not deleted
              limit {long.MaxValue}) d
            """,
            "d.type = @type")
        {
            OnResource = true,
        };
        return [bounded, lasting];
    }
}
