using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>
/// Index rows of a resource: every search parameter of R4 and every custom one, read from the definitions' FHIRPath by
/// steps compiled once per type. <c>_id</c> and <c>_lastUpdated</c> have no rows; the store keeps them as columns.
/// </summary>
public static class SearchIndex
{
    /// <summary>Every distinct row of <paramref name="resource"/>; empty for types nobody searches.</summary>
    /// <remarks>
    /// Pure and safe for many threads. Names of rows: <see cref="SearchParameterInfo.IndexedAs"/>, and besides
    /// <c>X:text</c> (texts of token parameter X, folded), <c>X:identifier</c> (logical references of X),
    /// <c>near:lat</c>, <c>near:lng</c>. A relative reference gives its type and id; an absolute one, whoever serves
    /// it, the URL: make references to oneself relative before.
    /// </remarks>
    public static IReadOnlyList<IndexRow> Rows(Resource resource) => Rows(resource, (IReadOnlySet<string>?)null);

    /// <summary>The rows of some parameters only, for back-filling.</summary>
    /// <param name="resource">The resource.</param>
    /// <param name="onlyParameters">Names of parameters of its type; others are ignored.</param>
    public static IReadOnlyList<IndexRow> Rows(Resource resource, IReadOnlyCollection<string> onlyParameters)
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(onlyParameters);
        return Rows(resource, onlyParameters
            .SelectMany(p => SearchParameters.Find(resource.TypeName, p)?.IndexedAs ?? [])
            .ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>
    /// The distinct words of a resource for full text: <c>_text</c> looks at those of the narrative, <c>_content</c> at
    /// all.
    /// </summary>
    /// <remarks>Look up what <see cref="SearchText.Words"/> makes of the query. At most 4,000 words.</remarks>
    public static IReadOnlyList<IndexWord> Words(Resource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return WordReader.Read(resource);
    }

    private static IReadOnlyList<IndexRow> Rows(Resource resource, IReadOnlySet<string>? only)
    {
        ArgumentNullException.ThrowIfNull(resource);
        if (!SearchParameters.IsType(resource.TypeName))
            return [];
        var rows = new RowWriter();
        if (only is null)
            rows.Meta(resource);
        SearchParameters.StandardOf(resource.TypeName).Plan.Write(resource, rows, only);
        SearchParameters.Custom.PlanOf(resource.TypeName).Write(resource, rows, only);
        return rows.Rows;
    }
}
