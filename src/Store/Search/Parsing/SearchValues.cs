using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>One value of a search parameter; values joined by commas come one by one.</summary>
/// <param name="Name">The parameter as asked for, for errors; the value itself is never repeated.</param>
/// <param name="Info">The parameter.</param>
/// <param name="Context">What the request is read with.</param>
internal sealed record SearchValues(string Name, SearchParameterInfo Info, ParseContext Context)
{
    /// <summary>The value as this parameter type compares it.</summary>
    public Result<SearchValue> Read(SearchParamType type, string text) => type switch
    {
        SearchParamType.Token => Token(text).Then<SearchValue>(t => t),
        SearchParamType.Date => Date(text).Then<SearchValue>(d => d),
        SearchParamType.Number => Number(text).Then<SearchValue>(n => n),
        SearchParamType.Quantity => Quantity(text).Then<SearchValue>(n => n),
        SearchParamType.Uri => Uri(text, UriMatch.Equal),
        SearchParamType.String => Text(text, TextMatch.Starts),
        _ => HubError.FieldMalformed(Name, "of a parameter that can be searched this way"),
    };

    /// <summary>A token.</summary>
    /// <param name="text">The value.</param>
    /// <param name="implied">True: compared with rows of the parameter itself.</param>
    public Result<TokenValue> Token(string text, bool implied = true)
    {
        var parts = ValueText.Split(text, '|').Select(ValueText.Unescape).ToList();
        var token = parts.Count switch
        {
            1 => new TokenValue(null, parts[0]),
            2 => new TokenValue(parts[0], parts[1].Length == 0 ? null : parts[1]),
            _ => null,
        };
        if (token is null or { Code: "" } or { System: "", Code: null })
            return HubError.FieldMalformed(Name, "system|code, |code, code or system|");
        // The system FHIR itself binds an element to is not written into its rows.
        return token.System is { Length: > 0 } system && implied && Info.ImpliedSystems.Contains(system)
            ? token with { System = "" }
            : token;
    }

    /// <summary>A date with its prefix.</summary>
    public Result<DateValue> Date(string text)
    {
        if (!TryPrefix(text, out var prefix, out var rest))
            return HubError.FieldMalformed(Name, "a date with one of the prefixes eq ne gt lt ge le sa eb ap");
        // An unescaped + in a URL arrives as a blank.
        if (!FhirDates.Span(rest.Replace(' ', '+')).TryGet(out var span, out _))
            return HubError.FieldMalformed(Name, "a date such as ge2026-03-02 or 2026-03-02T09:00:00+08:00");
        var slack = prefix == SearchPrefix.Ap ? (Context.Now - span.Start).Duration() / 10 : TimeSpan.Zero;
        return new DateValue(prefix, span.Start - slack, span.End + slack);
    }

    /// <summary>A text.</summary>
    public Result<SearchValue> Text(string text, TextMatch match) =>
        string.IsNullOrWhiteSpace(text)
            ? HubError.FieldMalformed(Name, "a text")
            : new TextValue(ValueText.Unescape(text), match);

    /// <summary>A URI.</summary>
    public Result<SearchValue> Uri(string text, UriMatch match) =>
        string.IsNullOrWhiteSpace(text)
            ? HubError.FieldMalformed(Name, "a URI")
            : new UriValue(ValueText.Unescape(text), match);

    /// <summary>A reference: <c>id</c>, <c>Type/id</c> or a URL.</summary>
    /// <param name="given">The value.</param>
    /// <param name="targets">Types it may lead to; empty: any.</param>
    public Result<IReadOnlyList<SearchValue>> Reference(string given, IReadOnlyList<string> targets)
    {
        var text = ValueText.Unescape(given);
        if (text.Length == 0)
            return HubError.FieldMalformed(Name, "a reference such as Patient/123");
        var absolute = text.Contains(':', StringComparison.Ordinal);
        if (absolute && !Context.IsOwn(text))
            return Elsewhere(text, targets);
        if (FhirReference.TryRead(text, out var type, out var id))
            return targets.Count == 0 || targets.Contains(type)
                ? new SearchValue[] { new ReferenceValue(type, [id]) }
                : HubError.FieldMalformed(Name, $"a reference to {string.Join(" or ", targets)}");
        if (absolute)
            return new SearchValue[] { new UrlReferenceValue(text) };
        if (text.Contains('/', StringComparison.Ordinal))
            return HubError.FieldMalformed(Name, "a reference such as Patient/123");
        // Rows of the parameter lead to its types only, unless it shares them with one that allows more.
        return targets.Count > 0 && (Info.Narrowed || targets.Count < Info.Targets.Count || Info.Targets.Count == 0)
            ? targets.Select(t => (SearchValue)new ReferenceValue(t, [text])).ToArray()
            : [new ReferenceValue(ReferenceValue.AnyType, [text])];
    }

    // Without knowing our own address a URL may be ours or not: both are looked for.
    private SearchValue[] Elsewhere(string url, IReadOnlyList<string> targets) =>
        Context.OwnBase is null && !url.StartsWith("urn:", StringComparison.Ordinal)
        && FhirReference.TryRead(url, out var type, out var id) && (targets.Count == 0 || targets.Contains(type))
            ? [new ReferenceValue(type, [id]), new UrlReferenceValue(url)]
            : [new UrlReferenceValue(url)];

    private Result<NumberValue> Number(string text) =>
        TryPrefix(text, out var prefix, out var rest)
        && NumberText.TryRead(rest, prefix == SearchPrefix.Ap, out var n)
            ? new NumberValue(prefix, n.Value, n.Low, n.High)
            : HubError.FieldMalformed(Name, "a number such as 5.4, ge100 or 1e-3");

    private Result<NumberValue> Quantity(string text)
    {
        var parts = ValueText.Split(text, '|').Select(ValueText.Unescape).ToList();
        if (parts.Count is not (1 or 3))
            return HubError.FieldMalformed(Name, "a quantity: 5.4, 5.4|system|code or 5.4||unit");
        return Number(parts[0]).Then<NumberValue>(n => parts.Count == 1 ? n : n with
        {
            System = parts[1].Length == 0 ? null : parts[1],
            Code = parts[2].Length == 0 ? null : parts[2],
        });
    }

    private static bool TryPrefix(string text, out SearchPrefix prefix, out string rest)
    {
        (prefix, rest) = (SearchPrefix.Eq, text);
        if (text.Length <= 2 || !char.IsAsciiLetterLower(text[0]))
            return true;
        rest = text[2..];
        return Enum.TryParse(text[..2], ignoreCase: true, out prefix) && Enum.IsDefined(prefix);
    }
}
