using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>
/// One search parameter, name and value, as a criterion: <c>code:not=…</c>, <c>subject:Patient.organization.name=…</c>,
/// <c>_has:Observation:patient:code=…</c>, each inside the other to any depth.
/// </summary>
internal sealed class CriterionParser(ParseContext context, string asked)
{
    /// <summary>Chain links of one parameter.</summary>
    public const int MostLinks = 8;

    /// <summary>Types that the chains of a query lead through: a link that may lead to three types has three ways, the
    /// next one nine.</summary>
    public const int MostBranches = 200;

    private const string HasPrefix = "_has:";

    /// <summary>Reads the parameter for a type.</summary>
    /// <returns>The criterion; null when the parameter is unknown.</returns>
    public Result<Criterion?> Read(string type, string name, string value, int link = 0)
    {
        if (link > MostLinks)
            return HubError.LimitExceeded("The depth of a chain", MostLinks, asked);
        if (link > 0 && ++context.Branches > MostBranches)
            return HubError.LimitExceeded(
                "The number of ways of all chains (name types, as in subject:Patient)", MostBranches, asked);
        if (name.StartsWith(HasPrefix, StringComparison.Ordinal))
            return Has(type, name, value, link);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var head = dot < 0 ? name : name[..dot];
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        var (plain, modifier) = colon < 0 ? (head, null) : (head[..colon], head[(colon + 1)..]);
        if (Special(type, plain, modifier, value) is { } special && dot < 0)
            return special.Then<Criterion?>(c => c);
        if (SearchParameters.Find(type, plain) is not { } info)
            return (Criterion?)null;
        if (info.IsCustom)
            context.Custom.Add($"{type}.{plain}");
        return dot < 0
            ? new ParameterParser(context, asked, type, info, modifier).Read(value).Then<Criterion?>(c => c)
            : Chain(info, modifier, name[(dot + 1)..], value, link);
    }

    // Parameters that no definition describes; null: not one of them.
    private Result<Criterion>? Special(string type, string name, string? modifier, string value)
    {
        switch (name, modifier)
        {
            case ("_id", null):
                return Values(value, Id).Then<Criterion>(ids => new IdCriterion(ids));
            case ("_lastUpdated", null):
                return Values(value, new SearchValues(asked, Updated, context).Date)
                    .Then<Criterion>(dates => new UpdatedCriterion(dates));
            case ("_list", null):
                return Values(value, Id).Then<Criterion>(lists => new HasCriterion(
                    ["item"], new("List", new IdCriterion([.. lists.Select(Bare)]))));
            case ("_text" or "_content", null):
                return SearchWords.Read(ValueText.Unescape(value), narrative: name == "_text") is { Count: > 0 } words
                    ? new WordsCriterion(words)
                    : HubError.FieldMalformed(asked, "words to look for");
            case ("near", null) when type == "Location":
                return Values(value, v => NearText.Read(v, asked)).Then<Criterion>(places => new NearCriterion(places));
            default:
                return null;
        }
    }

    private Result<string> Id(string value) =>
        value.Length == 0 ? HubError.FieldMalformed(asked, "an id") : ValueText.Unescape(value);

    private Result<Criterion?> Chain(SearchParameterInfo info, string? modifier, string rest, string value, int link)
    {
        if (info.Type != SearchParamType.Reference)
            return Malformed("Only references can be chained.");
        var targets = modifier is not null ? [modifier] : info.Targets;
        if (modifier is not null && !Allows(info, modifier))
            return Malformed($"The modifier :{modifier} is not supported here.");
        if (targets.Count == 0)
            return Malformed("This reference may lead anywhere: name a type, as in subject:Patient.name.");
        var (found, errors) = (new List<TypedCriterion>(), new List<HubError>());
        foreach (var target in targets)
        {
            if (!Read(target, rest, value, link + 1).TryGet(out var inner, out var failures))
                errors.AddRange(failures);
            else if (inner is not null)
                found.Add(new(target, inner));
        }

        return errors.Count > 0 ? Result<Criterion?>.Failed([.. errors.Distinct()])
            : found.Count == 0 ? Malformed("What the chain ends in is no search parameter there.")
            : new ChainCriterion(info.IndexedAs, found);
    }

    private Result<Criterion?> Has(string type, string name, string value, int link)
    {
        var parts = name.Split(':', 4);
        if (parts.Length < 4 || SearchParameters.Of(parts[1]).Count == 0)
            return Malformed("It is written _has:Type:reference:parameter.");
        if (SearchParameters.Find(parts[1], parts[2]) is not { Type: SearchParamType.Reference } info
            || (info.Targets.Count > 0 && !info.Targets.Contains(type)))
            return Malformed($"{parts[1]} has no reference parameter {Safe(parts[2])} that leads to {type}.");
        return Read(parts[1], parts[3], value, link + 1).Then(inner => inner is null
            ? Malformed("What _has ends in is no search parameter there.")
            : new HasCriterion(info.IndexedAs, new(parts[1], inner)));
    }

    private static Result<IReadOnlyList<T>> Values<T>(string value, Func<string, Result<T>> read) =>
        ParseContext.All(ValueText.Split(value, ','), read);

    private static bool Allows(SearchParameterInfo info, string type) =>
        info.Targets.Count == 0 ? SearchParameters.Of(type).Count > 0 : info.Targets.Contains(type);

    private static readonly SearchParameterInfo Updated = new("_lastUpdated", SearchParamType.Date, "");

    private static string Bare(string id) =>
        id.StartsWith("List/", StringComparison.Ordinal) ? id["List/".Length..] : id;

    private static string Safe(string name) =>
        name.Length <= 40 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? name : "of this name";

    private Result<Criterion?> Malformed(string text) => new HubError(HubErrorCode.FieldMalformed, text, asked);
}
