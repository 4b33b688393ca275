using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>Reads composite definitions.</summary>
internal static class CompositeParameters
{
    public static SearchParameterInfo Read(string type, DraftParameter draft, IReadOnlyList<DraftParameter> all)
    {
        var components = draft.Definition.Component ?? [];
        var below = draft.Branches.Where(b => b.Key.Length > 0).ToList();
        var root = below.Count == draft.Branches.Count ? [] : components.Select(c => OnRoot(c, all)).ToList();
        var onRoot = root.Count > 0 && root.TrueForAll(p => p is not null);
        return new(draft.Name, SearchParamType.Composite, draft.Description())
        {
            Resource = type,
            Url = draft.Definition.Url ?? "",
            Expression = draft.Expression,
            OnRoot = onRoot,
            Parts = [.. onRoot ? root.OfType<CompositePart>() : components.Select(c => Named(c, below, all))],
            IndexedAs = below.Count == 0 ? [] : [Shared(draft, below, all) ?? draft.Name],
        };
    }

    /// <summary>The parameter that reads on the resource what the component reads there.</summary>
    private static CompositePart? OnRoot(SearchParamComponent component, IReadOnlyList<DraftParameter> all)
    {
        var wanted = Branch.ReadComponent(component.Expression ?? "").Select(b => b.Key).ToList();
        var type = all.FirstOrDefault(d => d.Definition.Url == component.Definition)?.Type;
        var found = all
            .Where(d => d.Type == type && wanted.TrueForAll(w => d.Branches.Any(b => b.Key == w)))
            .OrderBy(d => d.Branches.Count).ThenBy(d => d.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return found is null ? null : new(found.Name, found.Type) { Expression = component.Expression ?? "" };
    }

    // By what it reads, else by name: R4 has the names of DocumentReference-relationship the wrong way round.
    private static CompositePart Named(
        SearchParamComponent component, List<Branch> elements, IReadOnlyList<DraftParameter> all)
    {
        var paths = Branch.ReadComponent(component.Expression ?? "")
            .SelectMany(c => elements.Select(e => $"{e.Key}.{c.Key}")).ToList();
        var reads = all.Where(d => d.Branches.Any(b => paths.Contains(b.Key))).ToList();
        var found = reads.Find(d => d.Definition.Url == component.Definition)
            ?? reads.FirstOrDefault()
            ?? all.FirstOrDefault(d => d.Definition.Url == component.Definition)
            ?? throw new InvalidOperationException($"{component.Definition} is not a parameter of this type.");
        return new(found.Name, found.Type) { Expression = component.Expression ?? "" };
    }

    // combo-code-value-quantity reads below the root exactly what component-code-value-quantity reads.
    private static string? Shared(DraftParameter draft, List<Branch> below, IReadOnlyList<DraftParameter> all)
    {
        var expressions = (draft.Definition.Component ?? []).Select(c => c.Expression).ToList();
        return all
            .Where(d => d.IsComposite && d.Branches.Count == below.Count && below.Count < draft.Branches.Count)
            .Where(d => d.Branches.All(b => below.Exists(x => x.Key == b.Key)))
            .FirstOrDefault(d => (d.Definition.Component ?? []).Select(c => c.Expression).SequenceEqual(expressions))
            ?.Name;
    }
}
