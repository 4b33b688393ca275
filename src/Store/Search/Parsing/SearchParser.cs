using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Search parameters of a URL or form → <see cref="SearchQuery"/>.</summary>
public static class SearchParser
{
    /// <summary>Name of the parameter that carries the position in page links.</summary>
    public const string PositionParameter = "_position";

    /// <summary>Most parameters of one search.</summary>
    public const int MostParameters = 50;

    /// <summary>Most values of one parameter.</summary>
    public const int MostValues = 200;

    /// <summary>Reads all parameters; every mistake is reported at once.</summary>
    /// <param name="type">Resource type; null: the whole system, narrowed by <c>_type</c>.</param>
    /// <param name="parameters">Names (with modifier and chain) and values, unescaped from the URL.</param>
    /// <param name="now">For the prefix <c>ap</c>.</param>
    /// <param name="handling">What to do with unknown parameters. A known one with a wrong value or modifier is always
    /// an error.</param>
    /// <param name="ownBase">Address of this server, so that absolute references to it are its own.</param>
    /// <param name="compartment">Only what stands in the compartment of this resource.</param>
    public static Result<SearchQuery> Parse(
        string? type, IEnumerable<KeyValuePair<string, string>> parameters, DateTimeOffset now,
        SearchHandling handling = SearchHandling.Strict, string? ownBase = null, ResourceKey? compartment = null)
    {
        var given = parameters.ToList();
        if (given.Count > MostParameters)
            return HubError.LimitExceeded("The number of search parameters", MostParameters);
        var context = new ParseContext(now, ownBase, handling);
        // No database takes it, and nothing stored holds it.
        if (given.Any(p => p.Key.Contains('\0', StringComparison.Ordinal)))
            return HubError.FieldMalformed("Search parameter", "a name without NUL");
        foreach (var (name, _) in given.Where(p => p.Value.Contains('\0', StringComparison.Ordinal)))
            context.Errors.Add(HubError.FieldMalformed(name, "a value without NUL"));
        if (!Types(type, given, context).TryGet(out var types, out var wrong))
            return Result<SearchQuery>.Failed(wrong);
        var (query, criteria, used) = (
            new SearchQuery { Types = types }, new List<Criterion>(), new List<KeyValuePair<string, string>>());
        if (compartment is { } owner)
        {
            query = query with { Compartment = owner };
            if (types.Count == 1 && Compartments.Criterion(owner.Type, owner.Id, types[0]) is { } within)
                criteria.Add(within);
            else
                context.Errors.Add(HubError.NotFound($"{types[0]} in the compartment of {owner.Type}"));
        }

        foreach (var (name, value) in given)
        {
            var before = context.Warnings.Count;
            if (SearchControls.Read(query, name, value, context) is { } controlled)
                query = controlled;
            else
                Criterion(types, name, value, context, criteria);
            if (context.Warnings.Count == before && name != PositionParameter)
                used.Add(new(name, value));
        }

        return context.Errors.Count > 0
            ? Result<SearchQuery>.Failed(context.Errors)
            : query with
            {
                Criteria = criteria,
                Used = used,
                Custom = [.. context.Custom],
                Warnings = [.. context.Warnings],
            };
    }

    /// <summary>True for parameters that shape the answer, not the set of matches.</summary>
    public static bool IsControl(string name) => SearchControls.Names.Contains(name.Split(':')[0]);

    private static Result<IReadOnlyList<string>> Types(
        string? type, List<KeyValuePair<string, string>> given, ParseContext context)
    {
        if (type is not null)
            return SearchParameters.Of(type).Count > 0 ? new[] { type } : HubError.NotFound($"Resource type {type}");
        var named = given.Where(p => p.Key == "_type").SelectMany(p => p.Value.Split(',')).Distinct().ToList();
        foreach (var _ in named.Where(t => SearchParameters.Of(t).Count == 0))
            context.Errors.Add(HubError.FieldMalformed("_type", "a list of resource types"));
        return named.Count == 0 ? new(SearchParameters.Types) : named;
    }

    private static void Criterion(
        IReadOnlyList<string> types, string name, string value, ParseContext context, List<Criterion> criteria)
    {
        if (ValueText.Split(value, ',').Count > MostValues)
        {
            context.Errors.Add(HubError.LimitExceeded($"The number of values", MostValues, name));
            return;
        }

        // Over several types only what all of them know: then it means the same everywhere.
        var parser = new CriterionParser(context, name);
        var known = types.Count == 1 || IsCommon(name);
        var parsed = known ? parser.Read(types[0], name, value) : (Criterion?)null;
        if (!parsed.TryGet(out var criterion, out var failures))
            context.Errors.AddRange(failures);
        else if (criterion is not null)
            criteria.Add(criterion);
        else
            context.Unknown(new(
                HubErrorCode.FieldMalformed,
                types.Count == 1
                    ? $"{types[0]} has no such search parameter; /fhir/metadata lists them."
                    : "Over several types only parameters of all of them can be searched.",
                name));
    }

    private static bool IsCommon(string name) => name.Split(':', '.')[0] is "_id" or "_lastUpdated" or "_tag"
        or "_profile" or "_security" or "_source" or "_text" or "_content" && !name.Contains('.', StringComparison.Ordinal);
}
