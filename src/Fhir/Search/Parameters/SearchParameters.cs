using System.Collections.Concurrent;
using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>The one registry of search parameters: what is not here is unknown.</summary>
/// <remarks>FHIR R4's own come from the SDK; a type is read when it is first asked for.</remarks>
public static class SearchParameters
{
    private static readonly Lazy<ILookup<string, SearchParamDefinition>> Definitions =
        new(() => ModelInfo.SearchParameters.ToLookup(d => d.Resource!, StringComparer.Ordinal));

    private static readonly ConcurrentDictionary<string, TypeParameters> Standard = new(StringComparer.Ordinal);

    /// <summary>Resource types that can be stored and searched, sorted: all of R4 but <c>Parameters</c>.</summary>
    public static IReadOnlyList<string> Types { get; } =
        [.. ModelInfo.SupportedResources.Where(t => t != "Parameters").Order(StringComparer.Ordinal)];

    private static readonly HashSet<string> Known = Types.ToHashSet(StringComparer.Ordinal);

    /// <summary>Parameters that clients added at run time.</summary>
    public static CustomParameters Custom { get; } = new();

    /// <summary>Parameters of a type, <c>_id</c> and <c>_lastUpdated</c> included; empty for an unknown type.</summary>
    public static IReadOnlyCollection<SearchParameterInfo> Of(string type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!Known.Contains(type))
            return [];
        var custom = Custom.Of(type);
        return custom.Count == 0 ? StandardOf(type).All : [.. StandardOf(type).All, .. custom];
    }

    /// <summary>One parameter of a type, or null.</summary>
    public static SearchParameterInfo? Find(string type, string name)
    {
        ArgumentNullException.ThrowIfNull(type);
        return !Known.Contains(type) ? null : StandardOf(type).Find(name) ?? Custom.Find(type, name);
    }

    /// <summary>Whether the type can be stored and searched.</summary>
    public static bool IsType(string type) => Known.Contains(type);

    internal static TypeParameters StandardOf(string type) =>
        Standard.GetOrAdd(type, static t => TypeParameters.Read(t, [.. Definitions.Value[t]]));
}
