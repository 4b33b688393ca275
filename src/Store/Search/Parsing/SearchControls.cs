using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Parameters that shape the answer: count, order, total, includes, position.</summary>
internal static class SearchControls
{
    /// <summary>Most sort keys.</summary>
    private const int MostKeys = 5;

    /// <summary>Their names; <c>_format</c> and the like are the caller's business, the search is the same.</summary>
    public static readonly IReadOnlySet<string> Names = new HashSet<string>(StringComparer.Ordinal)
    {
        "_count", "_sort", "_total", "_summary", "_elements", "_include", "_revinclude", "_format", "_pretty", "_type",
        "_contained", SearchParser.PositionParameter,
    };

    /// <summary>The query with this parameter; null when it is a criterion.</summary>
    public static SearchQuery? Read(SearchQuery query, string name, string value, ParseContext context)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var plain = colon < 0 ? name : name[..colon];
        if (!Names.Contains(plain))
            return null;
        var iterate = colon >= 0 && name[colon..] is ":iterate" or ":recurse";
        if (colon >= 0 && !(iterate && plain is "_include" or "_revinclude"))
            context.Errors.Add(HubError.FieldMalformed(plain, "asked for with a modifier it takes"));
        return plain switch
        {
            "_count" => Count(query, value, context),
            "_sort" => query with { Sort = Sort(query, value, context) },
            "_total" => Total(query, value, context),
            "_summary" when value == "count" => query with { Count = 0, Total = SearchTotal.Accurate },
            "_include" or "_revinclude" => Include(query, value, plain == "_revinclude", iterate, context),
            "_contained" when value != "false" => Refuse(
                query, "_contained", "false: contained resources are not found by themselves", context),
            SearchParser.PositionParameter => query with { Position = value },
            _ => query,
        };
    }

    private static SearchQuery Count(SearchQuery query, string value, ParseContext context)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return Refuse(query, "_count", $"a number from 0 to {SearchQuery.MostCount}", context);
        return query with
        {
            Count = Math.Min(count, query.Count == 0 ? 0 : SearchQuery.MostCount),
            Total = count == 0 && query.Total == SearchTotal.None ? SearchTotal.Accurate : query.Total,
        };
    }

    private static SearchQuery Total(SearchQuery query, string value, ParseContext context) => value switch
    {
        "none" => query with { Total = query.Count == 0 ? query.Total : SearchTotal.None },
        "estimate" => query with { Total = SearchTotal.Estimate },
        "accurate" => query with { Total = SearchTotal.Accurate },
        _ => Refuse(query, "_total", "none, estimate or accurate", context),
    };

    private static List<SortKey> Sort(SearchQuery query, string value, ParseContext context)
    {
        var keys = new List<SortKey>();
        foreach (var text in value.Split(','))
        {
            var (name, descending) = text.StartsWith('-') ? (text[1..], true) : (text, false);
            if (Key(query, name, descending) is { } key)
                keys.Add(key);
            else
                context.Errors.Add(HubError.FieldMalformed(
                    "_sort", "a list of search parameters, with - in front for descending"));
        }

        if (keys.Count > MostKeys)
            context.Errors.Add(HubError.LimitExceeded("The number of sort keys", MostKeys, "_sort"));
        return keys;
    }

    private static SortKey? Key(SearchQuery query, string name, bool descending) => name switch
    {
        "_id" => new(SortBy.Id, descending),
        "_lastUpdated" => new(SortBy.LastUpdated, descending),
        _ when query.Types.Count > 1 => name == "date" ? new(SortBy.Date, descending) : null,
        _ when name == SearchColumns.TimeOf(query.Types[0]) => new(SortBy.Date, descending),
        _ => SearchParameters.Find(query.Types[0], name) is { } info
            && info.Type is not (SearchParamType.Composite or SearchParamType.Special)
            && name is not ("_text" or "_content" or "_list" or "_has" or "_filter" or "_query" or "_type")
                ? new(SortBy.Parameter, descending, info)
                : name == "date" ? new(SortBy.Date, descending) : null,
    };

    private static SearchQuery Include(
        SearchQuery query, string value, bool reverse, bool iterate, ParseContext context)
    {
        var parts = value.Split(':');
        var include = parts.Length switch
        {
            1 when value == "*" && !reverse => new SearchInclude("*", "*", null, reverse, iterate),
            2 or 3 => new SearchInclude(parts[0], parts[1], parts.Length == 3 ? parts[2] : null, reverse, iterate),
            _ => null,
        };
        if (include is not null && Knows(query, include))
            return query with { Includes = [.. query.Includes, include] };
        return Refuse(
            query, reverse ? "_revinclude" : "_include", "Type:reference-parameter or Type:*, and a target type",
            context);
    }

    private static bool Knows(SearchQuery query, SearchInclude include)
    {
        if (include.Type == "*")
            return true;
        if (SearchParameters.Of(include.Type).Count == 0
            || (!include.Reverse && !include.Iterate && !query.Types.Contains(include.Type)))
            return false;
        if (include.TargetType is { } target && SearchParameters.Of(target).Count == 0)
            return false;
        return include.Param == "*"
            || SearchParameters.Find(include.Type, include.Param)?.Type == SearchParamType.Reference;
    }

    private static SearchQuery Refuse(SearchQuery query, string name, string expected, ParseContext context)
    {
        context.Errors.Add(HubError.FieldMalformed(name, expected));
        return query;
    }
}
