using System.Collections.Frozen;

namespace IntegrationHub.Fhir;

/// <summary>The one registry of search parameters: what is not here is refused as unknown.</summary>
public static class SearchParameters
{
    private static readonly FrozenDictionary<string, FrozenDictionary<string, SearchParameterInfo>> ByType =
        ParameterTables.All.ToFrozenDictionary(
            t => t.Key,
            t => ParameterTables.Common.Concat(t.Value).ToFrozenDictionary(p => p.Name, StringComparer.Ordinal),
            StringComparer.Ordinal);

    /// <summary>Resource types that can be read and searched, sorted.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. ByType.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Parameters of a type, <c>_id</c> and <c>_lastUpdated</c> included; empty for an unknown type.</summary>
    public static IReadOnlyCollection<SearchParameterInfo> Of(string type) =>
        ByType.TryGetValue(type, out var parameters) ? parameters.Values : [];

    /// <summary>One parameter of a type, or null.</summary>
    public static SearchParameterInfo? Find(string type, string name) =>
        ByType.TryGetValue(type, out var parameters) && parameters.TryGetValue(name, out var found) ? found : null;
}
