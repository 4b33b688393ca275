using System.Collections.Frozen;
using System.Reflection;
using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>The profiles, extensions and terminology of <c>fhir-profiles/</c>, as they were built in.</summary>
public sealed class ProfileSet
{
    private readonly FrozenDictionary<string, (StructureDefinition Definition, ElementNode Root)> profiles;

    /// <summary>Takes any definitions: StructureDefinition with a differential, ValueSet, CodeSystem.</summary>
    public ProfileSet(IReadOnlyCollection<Resource> definitions)
    {
        profiles = definitions.OfType<StructureDefinition>().ToFrozenDictionary(
            d => d.Url!, d => (d, ElementNode.TreeOf(d)), StringComparer.Ordinal);
        Terminology = new(definitions);
        Definitions = definitions;
    }

    /// <summary>Those of this build.</summary>
    public static ProfileSet BuiltIn { get; } = new([.. Embedded()]);

    /// <summary>Everything in the set.</summary>
    public IReadOnlyCollection<Resource> Definitions { get; }

    internal Terminology Terminology { get; }

    /// <summary>Canonicals of the profiles of a type, sorted.</summary>
    public IReadOnlyList<string> Of(string type) => [.. profiles.Values
        .Where(p => p.Definition.Type == type && type != "Extension").Select(p => p.Definition.Url!)
        .Order(StringComparer.Ordinal)];

    internal (StructureDefinition Definition, ElementNode Root)? Find(string canonical) =>
        profiles.TryGetValue(canonical.Split('|')[0], out var found) ? found : null;

    private static IEnumerable<Resource> Embedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".json", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            yield return FhirJson.Parse<Resource>(memory.ToArray());
        }
    }
}
