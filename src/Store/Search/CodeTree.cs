using Hl7.Fhir.Model;
using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>The hierarchy of a CodeSystem: nested concepts, and concepts that name their parents.</summary>
internal sealed class CodeTree
{
    private readonly Dictionary<string, HashSet<string>> children = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> parents = new(StringComparer.Ordinal);
    private readonly List<string> codes = [];

    public CodeTree(CodeSystem system)
    {
        foreach (var concept in system.Concept)
            Add(concept, null);
    }

    /// <summary>The code and everything below it.</summary>
    public IReadOnlyCollection<string> Below(string code) => Closure(code, children);

    /// <summary>The code and everything above it.</summary>
    public IReadOnlyCollection<string> Above(string code) => Closure(code, parents);

    /// <summary>Codes that pass all filters; all codes when there is none.</summary>
    public Result<IReadOnlyCollection<string>> Filtered(IReadOnlyList<ValueSet.FilterComponent> filters)
    {
        var found = codes.ToHashSet(StringComparer.Ordinal);
        foreach (var filter in filters)
        {
            if (Matching(filter, filter.Value ?? "") is not { } some)
                return HubError.FieldMalformed("ValueSet.compose.include.filter", "is-a, descendent-of, in or =");
            found.IntersectWith(some);
        }

        return found;
    }

    private IEnumerable<string>? Matching(ValueSet.FilterComponent filter, string value) => filter.Op switch
    {
        FilterOperator.IsA => Below(value),
        FilterOperator.DescendentOf => Below(value).Where(c => c != value),
        FilterOperator.IsNotA => codes.Except(Below(value)),
        FilterOperator.In when filter.Property is "concept" or "code" => value.Split(',').Select(c => c.Trim()),
        FilterOperator.Equal when filter.Property is "concept" or "code" => [value],
        _ => null,
    };

    private void Add(CodeSystem.ConceptDefinitionComponent concept, string? parent)
    {
        var code = concept.Code ?? "";
        codes.Add(code);
        if (parent is not null)
            Link(parent, code);
        foreach (var property in concept.Property)
        {
            var other = (property.Value as Code)?.Value ?? (property.Value as Coding)?.Code;
            if (other is not null && property.Code is "parent" or "subsumedBy")
                Link(other, code);
            else if (other is not null && property.Code is "child")
                Link(code, other);
        }

        foreach (var child in concept.Concept)
            Add(child, code);
    }

    private void Link(string parent, string child)
    {
        Of(children, parent).Add(child);
        Of(parents, child).Add(parent);
    }

    private static HashSet<string> Of(Dictionary<string, HashSet<string>> links, string code) =>
        links.TryGetValue(code, out var known) ? known : links[code] = new(StringComparer.Ordinal);

    private static HashSet<string> Closure(string code, Dictionary<string, HashSet<string>> links)
    {
        var (found, open) = (new HashSet<string>(StringComparer.Ordinal) { code }, new Stack<string>([code]));
        while (open.TryPop(out var next))
        {
            foreach (var other in links.GetValueOrDefault(next) ?? [])
            {
                if (found.Add(other))
                    open.Push(other);
            }
        }

        return found;
    }
}
