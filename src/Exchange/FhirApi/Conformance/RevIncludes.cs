using System.Collections.Frozen;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Exchange;

/// <summary>Which reference parameters of FHIR R4 may point to a type.</summary>
internal static class RevIncludes
{
    private static readonly FrozenDictionary<string, string[]> ByTarget = (
        from type in SearchParameters.Types
        from parameter in SearchParameters.Of(type)
        where parameter.Type == SearchParamType.Reference
        where !parameter.IsCustom
        from target in parameter.Targets.Count > 0 ? parameter.Targets : SearchParameters.Types
        group $"{type}:{parameter.Name}" by target)
        .ToFrozenDictionary(g => g.Key, g => g.Distinct().Order(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);

    /// <summary>Values of <c>_revinclude</c> that can find something for a type, sorted.</summary>
    public static IReadOnlyList<string> Of(string type) => ByTarget.TryGetValue(type, out var found) ? found : [];
}
