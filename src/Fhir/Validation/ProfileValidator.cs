using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.ElementDefinition;
using static Hl7.Fhir.Model.OperationOutcome;

namespace IntegrationHub.Fhir;

/// <summary>
/// Checks a resource against profiles, straight from their differentials: cardinality, types, fixed values, patterns,
/// bindings, slices, extensions, reference targets, FHIRPath constraints. Everything at once.
/// </summary>
public sealed class ProfileValidator(ProfileSet profiles)
{
    private const string Core = "http://hl7.org/fhir/StructureDefinition/";

    /// <summary>Checks R4's own rules, the profiles named, and those of ours that <c>meta.profile</c> claims.</summary>
    /// <param name="resource">A resource that <see cref="FhirInput"/> has read.</param>
    /// <param name="named">Canonicals asked for; one that is not known is an error.</param>
    public IReadOnlyList<Finding> Validate(Resource resource, IReadOnlyCollection<string> named)
    {
        var found = new List<Finding>();
        BaseRules.Check(resource, found);
        foreach (var canonical in named.Where(c => profiles.Find(c) is null && c != Core + resource.TypeName))
            found.Add(Finding.Error(IssueType.NotFound, $"No such profile here: {Quoted(canonical)}.", resource.TypeName));
        foreach (var canonical in named.Concat(Claims(resource)).Distinct(StringComparer.Ordinal))
            Against(resource, canonical, found);
        Inside(resource, found);
        return found;
    }

    /// <summary>The profiles of ours that a resource claims.</summary>
    public IReadOnlyList<string> Claims(Resource resource) =>
        [.. resource.Meta?.Profile?.OfType<string>().Where(p => profiles.Find(p) is not null) ?? []];

    private static string Quoted(string canonical) => canonical.Length <= 100 ? canonical : canonical[..100] + "…";

    private void Against(Resource resource, string canonical, List<Finding> found)
    {
        if (profiles.Find(canonical) is not { } profile)
            return;
        if (profile.Definition.Type == resource.TypeName)
            Element(resource, profile.Root, resource.TypeName, found);
        else
            found.Add(Finding.Error(
                IssueType.Invalid, $"The profile is for {profile.Definition.Type}.", resource.TypeName));
    }

    // Extensions with a definition of ours, and resources of a Bundle or `contained` with claims of their own.
    private void Inside(Resource resource, List<Finding> found)
    {
        foreach (var (value, path) in Elements.Below(resource, resource.TypeName))
        {
            if (value is Extension { Url: { } url } extension && profiles.Find(url) is { } definition)
            {
                Element(extension, definition.Root, path, found);
            }
            else if (value is Resource inner)
            {
                foreach (var claim in Claims(inner))
                {
                    if (profiles.Find(claim) is { } profile && profile.Definition.Type == inner.TypeName)
                        Element(inner, profile.Root, path, found);
                }
            }
        }
    }

    private void Element(Base value, ElementNode node, string path, List<Finding> found)
    {
        Self(value, node.Rule, path, found);
        foreach (var child in node.Children.Values)
        {
            var values = Elements.Of(value, child.Name);
            Count(values.Count, child.Rule, $"{path}.{child.Name}", found);
            foreach (var (item, step) in values)
                Element(item, child, path + step, found);
            Slices(values, child, path, found);
        }
    }

    private void Slices(
        IReadOnlyList<(Base Value, string Step)> values, ElementNode sliced, string path, List<Finding> found)
    {
        if (sliced.Slices.Count == 0)
            return;
        var counts = sliced.Slices.ToDictionary(s => s, _ => 0);
        foreach (var (value, step) in values)
        {
            if (Slicer.SliceOf(value, sliced) is { } slice)
            {
                counts[slice]++;
                Element(value, slice, path + step, found);
            }
            else if (sliced.Rule.Slicing?.Rules == SlicingRules.Closed)
            {
                found.Add(Finding.Error(IssueType.Structure, "It belongs to no slice of the profile.", path + step));
            }
        }

        foreach (var (slice, count) in counts)
            Count(count, slice.Rule, $"{path}.{sliced.Name}", found, $" in slice {slice.Rule.SliceName}");
    }

    private static void Count(int count, ElementDefinition rule, string path, List<Finding> found, string where = "")
    {
        if (rule.Min is { } min && count < min)
            found.Add(Finding.Error(IssueType.Required, $"At least {min} needed{where}.", path));
        if (rule.Max is { } max && max != "*" && count > int.Parse(max, System.Globalization.CultureInfo.InvariantCulture))
            found.Add(Finding.Error(IssueType.Structure, $"At most {max} allowed{where}.", path));
    }

    private void Self(Base value, ElementDefinition rule, string path, List<Finding> found)
    {
        if (Elements.Fits(value, rule) == false)
            found.Add(Finding.Error(IssueType.Value, "It is not the value the profile fixes.", path));
        if (rule.MaxLength is { } most && value is PrimitiveType { JsonValue: string text } && text.Length > most)
            found.Add(Finding.Error(IssueType.TooLong, $"At most {most} characters.", path));
        if (rule.Type.Count > 0 && value is not Resource && !rule.Type.Exists(t => IsType(value, t)))
            found.Add(Finding.Error(IssueType.Structure,
                $"The profile allows {string.Join(", ", rule.Type.Select(t => t.Code))}.", path));
        if (value is ResourceReference reference)
            Target(reference, rule, path, found);
        if (rule.Binding is { } binding)
            Bound(value, binding, path, found);
        foreach (var constraint in rule.Constraint.Where(c => !Holds(value, c)))
            found.Add(new(constraint.Severity == ConstraintSeverity.Warning ? IssueSeverity.Warning : IssueSeverity.Error,
                IssueType.Invariant, $"{constraint.Key}: {constraint.Human}", path));
        foreach (var canonical in rule.Type.SelectMany(t => t.Profile).OfType<string>())
        {
            if (value is not Extension && profiles.Find(canonical) is { } profile)
                Element(value, profile.Root, path, found);
        }
    }

    private static bool IsType(Base value, TypeRefComponent type) =>
        type.Code == value.TypeName || type.Code == "BackboneElement" || type.Code?.Contains('/') == true;

    private static bool Holds(Base value, ConstraintComponent constraint) =>
        string.IsNullOrEmpty(constraint.Expression) || value.Predicate(constraint.Expression);

    private void Target(ResourceReference reference, ElementDefinition rule, string path, List<Finding> found)
    {
        var allowed = rule.Type.SelectMany(t => t.TargetProfile).OfType<string>()
            .Select(c => profiles.Find(c)?.Definition.Type ?? c[(c.LastIndexOf('/') + 1)..]).ToHashSet();
        if (allowed.Count > 0 && BaseRules.TypeOf(reference) is { } type && !allowed.Contains(type))
            found.Add(Finding.Error(
                IssueType.Value, $"The profile allows references to {string.Join(", ", allowed)}.", path));
    }

    private void Bound(Base value, ElementDefinitionBindingComponent binding, string path, List<Finding> found)
    {
        var answers = (value switch
        {
            Coding coding => [coding],
            CodeableConcept concept => concept.Coding,
            PrimitiveType { JsonValue: string code } => [new Coding(null, code)],
            _ => (List<Coding>)[],
        }).ConvertAll(c => c.Code is null ? null : profiles.Terminology.Contains(binding.ValueSet!, c.System, c.Code));
        if (answers.Contains(true) || answers.Contains(null))
            return;
        if (binding.Strength == BindingStrength.Required)
            found.Add(Finding.Error(IssueType.CodeInvalid, "No code of the required value set.", path));
        else if (binding.Strength == BindingStrength.Extensible && answers.Count > 0)
            found.Add(Finding.Warning(IssueType.CodeInvalid, "No code of the extensible value set.", path));
    }
}
