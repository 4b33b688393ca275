using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>A definition of the SDK, read for one type.</summary>
internal sealed class DraftParameter(SearchParamDefinition definition, IReadOnlyList<Branch> branches)
{
    public SearchParamDefinition Definition => definition;

    public IReadOnlyList<Branch> Branches => branches;

    public string Name => Definition.Name!;

    public SearchParamType Type => Definition.Type;

    public bool IsComposite => Definition.Type == SearchParamType.Composite;

    public string Expression => string.Join(" | ", Branches.Select(b => b.Text));

    public bool IsNarrowed => Branches.Count > 0 && Branches.All(b => b.Narrow is not null);

    public IReadOnlyList<string> Targets { get; } = branches.Count > 0 && branches.All(b => b.Narrow is not null)
        ? [.. branches.Select(b => b.Narrow!).Distinct()]
        : [.. (definition.Target ?? []).Select(t => t.ToString()).Where(t => t != "Resource")];

    /// <summary>The definition's first line; the SDK keeps none for definitions that several types share.</summary>
    public string Description()
    {
        var text = (Definition.Description?.Value ?? "").Replace("\\n", "\n", StringComparison.Ordinal).Trim();
        var end = text.IndexOfAny(['\r', '\n']);
        return text.Length == 0 ? SharedDescriptions.Of(Name) : end < 0 ? text : text[..end].Trim();
    }
}
