namespace IntegrationHub.Store;

/// <summary>One value of a search parameter, as it is compared with index rows.</summary>
public abstract record SearchValue;

/// <summary>A token value: <c>system|code</c>, <c>|code</c>, <c>code</c> or <c>system|</c>.</summary>
/// <param name="System">Null: any system; empty: none.</param>
/// <param name="Code">Null: any code of the system.</param>
public sealed record TokenValue(string? System, string? Code) : SearchValue;

/// <summary>Many codes of one system.</summary>
/// <param name="System">The system; null: any; empty: none.</param>
/// <param name="Codes">The codes.</param>
public sealed record TokenSet(string? System, IReadOnlyList<string> Codes) : SearchValue
{
    /// <summary>Values from which on one look-up of all is quicker than one of each.</summary>
    private const int Few = 16;

    /// <summary>A long list of tokens as few sets; a short one as it is.</summary>
    internal static IReadOnlyList<SearchValue> Join(IReadOnlyList<SearchValue> values) =>
        values.Count <= Few || !values.All(v => v is TokenValue { Code: not null })
            ? values
            : [.. values.Cast<TokenValue>().GroupBy(v => v.System)
                .Select(g => new TokenSet(g.Key, [.. g.Select(v => v.Code!).Distinct()]))];
}

/// <summary>A reference to one of many resources of a type.</summary>
/// <param name="Type">Their type; <see cref="AnyType"/>: any the parameter allows.</param>
/// <param name="Ids">Their ids.</param>
public sealed record ReferenceValue(string Type, IReadOnlyList<string> Ids) : SearchValue
{
    /// <summary>An id was given without a type.</summary>
    public const string AnyType = "*";

    /// <summary>True when a patient can be meant.</summary>
    internal bool MayBePatient => Type is "Patient" or AnyType;
}

/// <summary>A reference by URL, to elsewhere or by canonical.</summary>
/// <param name="Url">With <c>|version</c>: that version only.</param>
public sealed record UrlReferenceValue(string Url) : SearchValue;

/// <summary>How dates, numbers and quantities are compared (FHIR R4 search, §3.1.1.4.5–6).</summary>
public enum SearchPrefix
{
    /// <summary>The resource's value lies within the one given.</summary>
    Eq,

    /// <summary>It does not.</summary>
    Ne,

    /// <summary>Some of it lies after.</summary>
    Gt,

    /// <summary>Some of it lies before.</summary>
    Lt,

    /// <summary>Within or after.</summary>
    Ge,

    /// <summary>Within or before.</summary>
    Le,

    /// <summary>All of it starts after.</summary>
    Sa,

    /// <summary>All of it ends before.</summary>
    Eb,

    /// <summary>The two overlap, give or take a tenth.</summary>
    Ap,
}

/// <summary>A date with its prefix, as the span of its precision.</summary>
/// <param name="Prefix">How to compare.</param>
/// <param name="Low">First instant.</param>
/// <param name="High">First instant after it. For <see cref="SearchPrefix.Ap"/> both are widened already.</param>
public sealed record DateValue(SearchPrefix Prefix, DateTimeOffset Low, DateTimeOffset High) : SearchValue;

/// <summary>A number with its prefix.</summary>
/// <param name="Prefix">How to compare.</param>
/// <param name="Value">The number itself.</param>
/// <param name="Low">Where its precision begins: 5.4 means [5.35, 5.45). For <see cref="SearchPrefix.Ap"/>
/// widened.</param>
/// <param name="High">Where it ends.</param>
/// <param name="System">Unit system; null: any.</param>
/// <param name="Code">Unit code or unit; null: any.</param>
public sealed record NumberValue(
    SearchPrefix Prefix, double Value, double Low, double High, string? System = null, string? Code = null)
    : SearchValue;

/// <summary>How a text is compared.</summary>
public enum TextMatch
{
    /// <summary>Its beginning, folded.</summary>
    Starts,

    /// <summary>All of it, as it was sent.</summary>
    Exact,

    /// <summary>Any part of it, folded.</summary>
    Contains,
}

/// <summary>A text value.</summary>
/// <param name="Text">The text as asked for.</param>
/// <param name="Match">How it is compared.</param>
public sealed record TextValue(string Text, TextMatch Match) : SearchValue;

/// <summary>How a URI is compared.</summary>
public enum UriMatch
{
    /// <summary>All of it.</summary>
    Equal,

    /// <summary>It, or what lies below its path.</summary>
    Below,

    /// <summary>It, or what its path lies below.</summary>
    Above,
}

/// <summary>A URI.</summary>
/// <param name="Uri">The URI.</param>
/// <param name="Match">How it is compared.</param>
public sealed record UriValue(string Uri, UriMatch Match) : SearchValue;
