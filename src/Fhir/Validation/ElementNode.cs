using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>One element of a profile's differential with what stands below it.</summary>
/// <param name="Name">Element name, without <c>[x]</c>.</param>
/// <param name="Rule">Its definition; an empty one for elements the differential only passes through.</param>
internal sealed record ElementNode(string Name, ElementDefinition Rule)
{
    public Dictionary<string, ElementNode> Children { get; } = new(StringComparer.Ordinal);

    public List<ElementNode> Slices { get; } = [];

    /// <summary>The tree of a differential. Element ids say where each belongs: <c>Patient.identifier:card.system</c>.
    /// </summary>
    public static ElementNode TreeOf(StructureDefinition profile)
    {
        var root = new ElementNode(profile.Type!, RuleOf(profile, profile.Type!) ?? new());
        foreach (var element in profile.Differential!.Element)
        {
            var node = root;
            var segments = element.ElementId!.Split('.');
            for (var i = 1; i < segments.Length; i++)
                node = node.Step(segments[i], i == segments.Length - 1 ? element : null);
        }

        return root;
    }

    private static ElementDefinition? RuleOf(StructureDefinition profile, string id) =>
        profile.Differential!.Element.Find(e => e.ElementId == id);

    private ElementNode Step(string segment, ElementDefinition? rule)
    {
        var parts = segment.Split(':');
        var name = parts[0].Replace("[x]", "", StringComparison.Ordinal);
        if (!Children.TryGetValue(name, out var child))
            Children[name] = child = new(name, parts.Length == 1 && rule is not null ? rule : new());
        if (parts.Length == 1)
            return child;
        var slice = child.Slices.Find(s => s.Rule.SliceName == parts[1]);
        if (slice is null)
            child.Slices.Add(slice = new(name, rule ?? new() { SliceName = parts[1] }));
        return slice;
    }
}
