using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>R4's own parameters of one type, and the rows they need.</summary>
internal sealed class TypeParameters
{
    private readonly Dictionary<string, SearchParameterInfo> byName;
    private readonly Lazy<TypePlan> plan;

    private TypeParameters(string type, IReadOnlyList<SearchParameterInfo> all, IReadOnlyList<RowSet> sets)
    {
        (All, Sets) = (all, sets);
        byName = all.ToDictionary(p => p.Name, StringComparer.Ordinal);
        plan = new(() => TypePlan.Of(type, sets, all.Where(p => p.Type == SearchParamType.Composite)));
    }

    public IReadOnlyList<SearchParameterInfo> All { get; }

    public IReadOnlyList<RowSet> Sets { get; }

    /// <summary>How the rows are made; compiled when the first resource of the type comes.</summary>
    public TypePlan Plan => plan.Value;

    public SearchParameterInfo? Find(string name) => byName.GetValueOrDefault(name);

    public static TypeParameters Read(string type, IReadOnlyList<SearchParamDefinition> definitions)
    {
        var drafts = definitions
            .Where(d => d.Expression is { Length: > 0 } && !string.IsNullOrEmpty(d.Name))
            .Select(d => new DraftParameter(d, Branch.Read(d.Expression!, type)))
            .ToList();
        var sets = RowSet.Share([.. drafts.Where(d => !d.IsComposite)]);
        var simple = drafts.Where(d => !d.IsComposite).Select(d => Simple(type, d, sets)).ToList();
        var composites = drafts.Where(d => d.IsComposite).Select(d => CompositeParameters.Read(type, d, drafts));
        var common = CommonParameters.All.Select(p => p with { Resource = type });
        if (IsDomainResource(type))
            common = common.Append(CommonParameters.Text with { Resource = type });
        return new(type, [.. common, .. simple, .. composites], sets);
    }

    private static bool IsDomainResource(string type) =>
        ModelInfo.GetTypeForFhirType(type) is { } poco && typeof(DomainResource).IsAssignableFrom(poco);

    private static SearchParameterInfo Simple(string type, DraftParameter draft, IReadOnlyList<RowSet> sets) =>
        new(draft.Name, draft.Type, draft.Description())
        {
            Resource = type,
            Url = draft.Definition.Url ?? "",
            Expression = draft.Expression,
            IndexedAs = draft.Type == SearchParamType.Special ? [$"{draft.Name}:lat", $"{draft.Name}:lng"]
                : [.. sets.Where(s => s.Users.Contains(draft)).Select(s => s.NameFor(draft)).Distinct()],
            Targets = draft.Targets,
            Narrowed = draft.IsNarrowed || sets.Where(s => s.Users.Contains(draft)).Any(s => IsWider(s, draft)),
        };

    // Bundle.composition and Bundle.message share rows; each means its own type only.
    private static bool IsWider(RowSet set, DraftParameter draft) =>
        draft.Targets.Count > 0 && set.Users.Any(u => u.Targets.Except(draft.Targets).Any());
}
