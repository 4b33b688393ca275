using System.Globalization;
using System.Text;

namespace IntegrationHub.Store;

/// <summary>What a result is sorted by.</summary>
public enum SearchOrder
{
    /// <summary>The resource's own time: effective, period, authored …</summary>
    Date,

    /// <summary>When the version was stored.</summary>
    LastUpdated,

    /// <summary>Logical id.</summary>
    Id,
}

/// <summary>A place between two rows of a sorted result: values, not a count, so that new rows move nothing.</summary>
/// <param name="At">Microseconds of the sort column; 0 when sorted by id.</param>
/// <param name="Id">Logical id.</param>
public sealed record SearchPosition(long At, string Id)
{
    /// <summary>Opaque text for a page link.</summary>
    public override string ToString() => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{At} {Id}"))).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>Reads a page link's text; false when it is none of ours.</summary>
    public static bool TryParse(string? text, out SearchPosition? position)
    {
        position = null;
        if (string.IsNullOrEmpty(text) || text.Length > 200)
            return false;
        var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        if (!Convert.TryFromBase64String(padded, bytes, out var length))
            return false;
        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(' ', 2);
        if (parts.Length != 2 || !long.TryParse(parts[0], CultureInfo.InvariantCulture, out var at))
            return false;
        position = new(at, parts[1]);
        return true;
    }
}

/// <summary>Which references of the matches to bring along: <c>Observation:subject</c>.</summary>
/// <param name="Type">Type of the match.</param>
/// <param name="Param">Reference parameter; <c>*</c> for all.</param>
/// <param name="TargetType">Only targets of this type; null for all.</param>
public sealed record SearchInclude(string Type, string Param, string? TargetType = null);

/// <summary>A search over one resource type.</summary>
public sealed record SearchQuery
{
    /// <summary>Resources on a page when nothing is said.</summary>
    public const int DefaultCount = 20;

    /// <summary>Most resources on a page.</summary>
    public const int MostCount = 500;

    /// <summary>Resource type.</summary>
    public required string Type { get; init; }

    /// <summary>All of these must hold.</summary>
    public IReadOnlyList<Criterion> Criteria { get; init; } = [];

    /// <summary>Sort column.</summary>
    public SearchOrder Order { get; init; } = SearchOrder.Date;

    /// <summary>True: largest first.</summary>
    public bool Descending { get; init; } = true;

    /// <summary>Resources on a page; 0 asks for the total only.</summary>
    public int Count { get; init; } = DefaultCount;

    /// <summary>Where the page before ended; null for the first page.</summary>
    public SearchPosition? After { get; init; }

    /// <summary>True: count all matches, at the cost of reading them.</summary>
    public bool WithTotal { get; init; }

    /// <summary>References to bring along.</summary>
    public IReadOnlyList<SearchInclude> Includes { get; init; } = [];
}

/// <summary>One page of a result.</summary>
/// <param name="Matches">In the order asked for.</param>
/// <param name="Included">What the matches refer to, once each.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
/// <param name="Total">All matches, when asked for.</param>
public sealed record SearchPage(
    IReadOnlyList<StoredResource> Matches,
    IReadOnlyList<StoredResource> Included,
    SearchPosition? Next,
    long? Total);
