using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>What a result is sorted by.</summary>
public enum SortBy
{
    /// <summary>The resource's own time: effective, period, authored …</summary>
    Date,

    /// <summary>When the version was stored.</summary>
    LastUpdated,

    /// <summary>Logical id.</summary>
    Id,

    /// <summary>The smallest (descending: largest) value of a search parameter.</summary>
    Parameter,
}

/// <summary>One key of a sorted result.</summary>
/// <param name="By">What it is.</param>
/// <param name="Descending">True: largest first, missing values first of all; otherwise they come last.</param>
/// <param name="Info">The parameter of <see cref="SortBy.Parameter"/>.</param>
public sealed record SortKey(SortBy By, bool Descending, SearchParameterInfo? Info = null);

/// <summary>How the total is found.</summary>
public enum SearchTotal
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Counted up to a limit, estimated beyond.</summary>
    Estimate,

    /// <summary>Counted, at the cost of reading all matches.</summary>
    Accurate,
}

/// <summary>What to do with parameters this server does not know.</summary>
public enum SearchHandling
{
    /// <summary>Ignore them and say so.</summary>
    Lenient,

    /// <summary>Refuse the search.</summary>
    Strict,
}

/// <summary>Which references to follow: <c>Observation:subject</c>.</summary>
/// <param name="Type">Type that refers; <c>*</c> for all.</param>
/// <param name="Param">Reference parameter; <c>*</c> for all.</param>
/// <param name="TargetType">Only targets of this type; null for all.</param>
/// <param name="Reverse">True: <c>_revinclude</c>.</param>
/// <param name="Iterate">True: followed from what was included too.</param>
public sealed record SearchInclude(
    string Type, string Param, string? TargetType = null, bool Reverse = false, bool Iterate = false);

/// <summary>A search over one resource type, or over several.</summary>
public sealed record SearchQuery
{
    /// <summary>Resources on a page when nothing is said.</summary>
    public const int DefaultCount = 20;

    /// <summary>Most resources on a page.</summary>
    public const int MostCount = 500;

    /// <summary>Resource types; one, but for a search over the whole system.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>All of these must hold.</summary>
    public IReadOnlyList<Criterion> Criteria { get; init; } = [];

    /// <summary>Sort keys; the id decides between equals.</summary>
    public IReadOnlyList<SortKey> Sort { get; init; } = [new(SortBy.Date, Descending: true)];

    /// <summary>Resources on a page; 0 asks for the total only.</summary>
    public int Count { get; init; } = DefaultCount;

    /// <summary>The sealed position of a page link; null for the first page.</summary>
    public string? Position { get; init; }

    /// <summary>How the total is found.</summary>
    public SearchTotal Total { get; init; }

    /// <summary>References to follow.</summary>
    public IReadOnlyList<SearchInclude> Includes { get; init; } = [];

    /// <summary>Only what stands in the compartment of this resource; its criterion is among the others.</summary>
    public ResourceKey? Compartment { get; init; }

    /// <summary>Parameters that were understood, in their order, without the position: for the self link.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Used { get; init; } = [];

    /// <summary>Parameters in it that clients added, as <c>Type.name</c>.</summary>
    public IReadOnlyList<string> Custom { get; init; } = [];

    /// <summary>Parameters that were ignored (lenient handling), one warning each.</summary>
    public IReadOnlyList<Contracts.HubError> Warnings { get; init; } = [];

    /// <summary>What is searched for, and in which order: page links are bound to it.</summary>
    public string Canonical => string.Join('&', Used
        .Where(p => p.Key[0] != '_' || p.Key is "_sort" || !SearchParser.IsControl(p.Key))
        .Select(p => $"{p.Key}={p.Value}").Order(StringComparer.Ordinal)
        .Prepend($"{Compartment} {string.Join(',', Types)}"));
}

/// <summary>One page of a result.</summary>
/// <param name="Matches">In the order asked for.</param>
/// <param name="Included">What was asked to come along, once each; never one of the matches.</param>
/// <param name="Next">Where the next page begins, sealed; null at the end.</param>
/// <param name="Total">Number of all matches, when asked for.</param>
public sealed record SearchPage(
    IReadOnlyList<StoredResource> Matches,
    IReadOnlyList<StoredResource> Included,
    string? Next,
    long? Total);
