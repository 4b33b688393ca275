using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Search parameters of a URL or form → <see cref="SearchQuery"/>. Unknown parameters are errors.</summary>
public static class SearchParser
{
    /// <summary>Name of the parameter that carries <see cref="SearchPosition"/> in page links.</summary>
    public const string PositionParameter = "_position";

    /// <summary>Most parameters of one search.</summary>
    public const int MostParameters = 50;

    /// <summary>Most values of one parameter.</summary>
    public const int MostValues = 50;

    // How the answer is written is the caller's business; the search is the same.
    private static readonly string[] Ignored = ["_format", "_pretty"];

    /// <summary>Reads all parameters; every mistake is reported at once.</summary>
    /// <param name="type">Resource type.</param>
    /// <param name="parameters">Names (with modifier and chain) and values, unescaped from the URL.</param>
    /// <param name="now">For the prefix <c>ap</c>.</param>
    public static Result<SearchQuery> Parse(
        string type, IEnumerable<KeyValuePair<string, string>> parameters, DateTimeOffset now)
    {
        if (SearchParameters.Of(type).Count == 0)
            return HubError.NotFound($"Resource type {type}");
        var (errors, query) = (new List<HubError>(), new SearchQuery { Type = type });
        var (criteria, includes, count) = (new List<Criterion>(), new List<SearchInclude>(), 0);
        foreach (var (name, value) in parameters)
        {
            if (++count > MostParameters)
                return HubError.LimitExceeded("The number of search parameters", MostParameters);
            switch (name)
            {
                case "_count": query = Count(query, value, errors); break;
                case "_sort": query = Sort(query, value, errors); break;
                case "_total": query = Total(query, value, errors); break;
                case "_summary": query = Summary(query, value, errors); break;
                case PositionParameter: query = Position(query, value, errors); break;
                case "_include": Include(type, value, includes, errors); break;
                case var _ when Ignored.Contains(name): break;
                default: Criterion(type, name, value, now, criteria, errors); break;
            }
        }

        return errors.Count > 0
            ? Result<SearchQuery>.Failed(errors)
            : query with { Criteria = criteria, Includes = includes };
    }

    private static SearchQuery Count(SearchQuery query, string value, List<HubError> errors)
    {
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return query with
            {
                Count = Math.Min(count, SearchQuery.MostCount),
                WithTotal = query.WithTotal || count == 0
            };
        errors.Add(HubError.FieldMalformed("_count", $"a number from 0 to {SearchQuery.MostCount}"));
        return query;
    }

    private static SearchQuery Sort(SearchQuery query, string value, List<HubError> errors)
    {
        var (name, descending) = value.StartsWith('-') ? (value[1..], true) : (value, false);
        SearchOrder? order = name switch
        {
            "_id" => SearchOrder.Id,
            "_lastUpdated" => SearchOrder.LastUpdated,
            "date" => SearchOrder.Date,
            _ when name == SearchColumns.TimeOf(query.Type) => SearchOrder.Date,
            _ => null,
        };
        if (order is { } known)
            return query with { Order = known, Descending = descending };
        errors.Add(HubError.FieldMalformed("_sort", "one of date, _lastUpdated, _id, with - in front for descending"));
        return query;
    }

    private static SearchQuery Total(SearchQuery query, string value, List<HubError> errors)
    {
        if (value is not ("none" or "estimate" or "accurate"))
            errors.Add(HubError.FieldMalformed("_total", "none, estimate or accurate"));
        return query with { WithTotal = value != "none" };
    }

    private static SearchQuery Summary(SearchQuery query, string value, List<HubError> errors)
    {
        if (value == "count")
            return query with { Count = 0, WithTotal = true };
        if (value != "false")
            errors.Add(HubError.FieldMalformed("_summary", "count or false"));
        return query;
    }

    private static SearchQuery Position(SearchQuery query, string value, List<HubError> errors)
    {
        if (SearchPosition.TryParse(value, out var position))
            return query with { After = position };
        errors.Add(HubError.FieldMalformed(PositionParameter, "a position from a page link of this server"));
        return query;
    }

    private static void Include(string type, string value, List<SearchInclude> includes, List<HubError> errors)
    {
        var parts = value.Split(':');
        var known = parts.Length is 2 or 3 && parts[0] == type
            && (parts[1] == "*" || SearchParameters.Find(type, parts[1])?.Type == SearchParamType.Reference);
        if (known)
            includes.Add(new(type, parts[1], parts.Length == 3 ? parts[2] : null));
        else
            errors.Add(HubError.FieldMalformed("_include", $"{type}:reference-parameter or {type}:*"));
    }

    private static void Criterion(
        string type, string name, string value, DateTimeOffset now, List<Criterion> criteria, List<HubError> errors)
    {
        var parsed = ParameterName.Read(type, name)
            .Then(p => SearchValues.Split(value) is { Count: <= MostValues } values
                ? SearchValues.Read(p, values, now)
                : HubError.LimitExceeded($"The number of values of {name}", MostValues, name));
        if (parsed.TryGet(out var criterion, out var failures))
            criteria.Add(criterion!);
        else
            errors.AddRange(failures);
    }
}
