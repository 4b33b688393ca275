using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>The value sets of the profiles, expanded from the code systems beside them.</summary>
internal sealed class Terminology(IReadOnlyCollection<Resource> definitions)
{
    private readonly Dictionary<string, ValueSet> sets = definitions.OfType<ValueSet>()
        .ToDictionary(v => v.Url!, StringComparer.Ordinal);

    private readonly Dictionary<string, HashSet<string>> systems = definitions.OfType<CodeSystem>()
        .ToDictionary(s => s.Url!, s => Codes(s.Concept).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>True or false, or null when the set or a code system of it is not known here.</summary>
    /// <param name="valueSet">Canonical of the set; a version after <c>|</c> is left out of account.</param>
    /// <param name="system">System of the coding; null for a plain code, which is compared without one.</param>
    /// <param name="code">The code.</param>
    public bool? Contains(string valueSet, string? system, string code)
    {
        if (!sets.TryGetValue(valueSet.Split('|')[0], out var set))
            return null;
        var answers = set.Compose!.Include.Select(i => Includes(i, system, code)).ToList();
        return answers.Contains(true) ? true : answers.Contains(null) ? null : false;
    }

    private bool? Includes(ValueSet.ConceptSetComponent include, string? system, string code)
    {
        if (include.ValueSet.Any())
            return include.ValueSet.Select(v => Contains(v!, system, code)).Aggregate((a, b) => a == false ? a : b);
        if (system is not null && system != include.System)
            return false;
        if (include.Concept.Count > 0)
            return include.Concept.Exists(c => c.Code == code);
        return systems.TryGetValue(include.System!, out var codes) ? codes.Contains(code) : null;
    }

    private static IEnumerable<string> Codes(IEnumerable<CodeSystem.ConceptDefinitionComponent> concepts) =>
        concepts.SelectMany(c => Codes(c.Concept).Prepend(c.Code!));
}
