using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>One registered parameter with its modifier: values → criterion.</summary>
internal sealed class ParameterParser(
    ParseContext context, string asked, string type, SearchParameterInfo info, string? modifier)
{
    private readonly SearchValues values = new(asked, info, context);

    /// <summary>Reads the values.</summary>
    public Result<Criterion> Read(string value)
    {
        if (info is { IndexedAs.Count: 0, OnRoot: false } && modifier != "missing")
            return NotHere(); // a column; what can be asked of it is read elsewhere
        if (modifier == "missing")
            return value is "true" or "false"
                ? new MissingCriterion(info, value == "true")
                : HubError.FieldMalformed(asked, "true or false");
        var parts = ValueText.Split(value, ',');
        return info.Type switch
        {
            SearchParamType.Token => Token(parts, value),
            SearchParamType.Reference => Reference(parts),
            SearchParamType.String => Text(parts),
            SearchParamType.Uri => Uri(parts),
            SearchParamType.Composite when modifier is null => Composite(parts),
            SearchParamType.Date or SearchParamType.Number or SearchParamType.Quantity when modifier is null =>
                Rows(parts, v => values.Read(info.Type, v)),
            _ => NotHere(),
        };
    }

    private Result<Criterion> Token(IReadOnlyList<string> parts, string all) => modifier switch
    {
        null => Rows(parts, v => values.Read(SearchParamType.Token, v)),
        "not" => Rows(parts, v => values.Read(SearchParamType.Token, v)).Then<Criterion>(c => new Not(c)),
        "text" => Rows(parts, v => values.Text(v, TextMatch.Starts), ":text"),
        "of-type" when info.IndexedAs is [IdentifierTypes.Parameter] => Rows(parts, OfType, IdentifierTypes.Suffix),
        "in" or "not-in" when string.IsNullOrWhiteSpace(all) => HubError.FieldMalformed(asked, "a ValueSet"),
        "in" => ValueSet(all),
        "not-in" => new Not(ValueSet(all)),
        "above" or "below" => ParseContext.All(parts, v => values.Token(v, implied: false).Then(Whole)).Then<Criterion>(
            all => new CodesCriterion(asked, info.IndexedAs, new HierarchyCodes(all, modifier == "below"))),
        _ => NotHere(),
    };

    private CodesCriterion ValueSet(string reference) =>
        new(asked, info.IndexedAs, new ValueSetCodes(ValueText.Unescape(reference)));

    private Result<TokenValue> Whole(TokenValue value) => value is { System: { Length: > 0 }, Code: not null }
        ? value
        : HubError.FieldMalformed(asked, "system|code");

    // Rows of this name hold the type in front of the value's place: "system|code" and the value.
    private Result<SearchValue> OfType(string text)
    {
        var parts = ValueText.Split(text, '|').Select(ValueText.Unescape).ToList();
        return parts.Count == 3 && parts.All(p => p.Length > 0)
            ? new TokenValue($"{parts[0]}|{parts[1]}", parts[2])
            : HubError.FieldMalformed(asked, "type system|type code|value");
    }

    private Result<Criterion> Reference(IReadOnlyList<string> parts)
    {
        if (modifier == "identifier")
            return Rows(parts, v => values.Token(v, implied: false).Then<SearchValue>(t => t), ":identifier");
        if (modifier is not null && !(info.Targets.Count == 0
            ? SearchParameters.Of(modifier).Count > 0
            : info.Targets.Contains(modifier)))
            return NotHere();
        var targets = modifier is null ? info.Targets : [modifier];
        return ParseContext.All(parts, v => values.Reference(v, targets)).Then<Criterion>(
            all => new RowCriterion(info.IndexedAs, Joined(all.SelectMany(v => v))));
    }

    // patient=a,b,c is one look-up of three ids.
    private static SearchValue[] Joined(IEnumerable<SearchValue> all) =>
    [
        .. all.OfType<UrlReferenceValue>(),
        .. all.OfType<ReferenceValue>().GroupBy(r => r.Type, StringComparer.Ordinal)
            .Select(g => new ReferenceValue(g.Key, [.. g.SelectMany(r => r.Ids).Distinct()])),
    ];

    private Result<Criterion> Text(IReadOnlyList<string> parts) => modifier switch
    {
        null => Rows(parts, v => values.Text(v, TextMatch.Starts)),
        "exact" => Rows(parts, v => values.Text(v, TextMatch.Exact)),
        "contains" => Rows(parts, v => values.Text(v, TextMatch.Contains)),
        _ => NotHere(),
    };

    private Result<Criterion> Uri(IReadOnlyList<string> parts) => modifier switch
    {
        null => Rows(parts, v => values.Uri(v, UriMatch.Equal)),
        "below" => Rows(parts, v => values.Uri(v, UriMatch.Below)),
        "above" => Rows(parts, v => values.Uri(v, UriMatch.Above)),
        _ => NotHere(),
    };

    private Result<Criterion> Composite(IReadOnlyList<string> parts) =>
        ParseContext.All(parts, Parts).Then<Criterion>(all =>
        {
            List<Criterion> ways = [.. info.IndexedAs.Select(rows => new CompositeCriterion(rows, all))];
            if (info.OnRoot)
                ways.AddRange(all.Select(v => new AllOf([.. v.Select(ByParameter)])));
            return ways.Count == 1 ? ways[0] : new AnyOf(ways);
        });

    private Result<IReadOnlyList<SearchValue>> Parts(string value)
    {
        var texts = ValueText.Split(value, '$');
        return texts.Count != info.Parts.Count
            ? HubError.FieldMalformed(asked, $"{info.Parts.Count} values joined by $")
            : ParseContext.All(info.Parts.Zip(texts), p => p.First.Type == SearchParamType.Reference
                ? values.Reference(p.Second, []).Then(all => all.Count == 1
                    ? (Result<SearchValue>)all[0]
                    : HubError.FieldMalformed(asked, "a reference with its type, such as Patient/123"))
                : values.Read(p.First.Type, p.Second));
    }

    private RowCriterion ByParameter(SearchValue value, int part) =>
        new(
            SearchParameters.Find(type, info.Parts[part].Parameter)?.IndexedAs ?? [info.Parts[part].Parameter], [value]);

    private Result<Criterion> Rows(
        IReadOnlyList<string> parts, Func<string, Result<SearchValue>> read, string of = "") =>
        ParseContext.All(parts, read).Then<Criterion>(
            all => new RowCriterion(of.Length == 0 ? info.IndexedAs : [.. info.IndexedAs.Select(r => r + of)], TokenSet.Join(all)));

    private HubError NotHere() =>
        new(HubErrorCode.FieldMalformed, $"The modifier :{Name(modifier)} is not supported here.", asked);

    private static string Name(string? text) => text is null ? "(none)"
        : text.Length <= 40 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') ? text : "of this name";
}
