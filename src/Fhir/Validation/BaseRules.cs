using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.OperationOutcome;

namespace IntegrationHub.Fhir;

/// <summary>
/// R4's own rules beyond form, checked by <c>$validate</c>: constraints by type, and what references may point to.
/// </summary>
internal static class BaseRules
{
    public static void Check(Resource resource, List<Finding> found)
    {
        Element(resource, resource.TypeName, found);
        foreach (var (value, path) in Elements.Below(resource, resource.TypeName))
            Element(value, path, found);
    }

    /// <summary>The type a reference names; null when it names none (urn:uuid, only a display).</summary>
    public static string? TypeOf(ResourceReference reference)
    {
        if (!string.IsNullOrEmpty(reference.Type))
            return reference.Type;
        var text = reference.Reference ?? "";
        var parts = text.Split('?')[0].Split('/');
        for (var i = parts.Length - (text.Contains('?', StringComparison.Ordinal) ? 1 : 2); i >= 0; i--)
        {
            if (ModelInfo.IsKnownResource(parts[i]))
                return parts[i];
        }

        return null;
    }

    private static void Element(Base value, string path, List<Finding> found)
    {
        foreach (var rule in Invariants.Of(value.TypeName))
        {
            if (!value.Predicate(rule.Expression))
                found.Add(Finding.Error(IssueType.Invariant, $"{rule.Key}: {rule.Human}", path));
        }

        if (value is PrimitiveType || ModelInfo.ModelInspector.FindClassMapping(value.GetType()) is not { } mapping)
            return;
        foreach (var property in mapping.PropertyMappings)
        {
            if (property.ImplementingType != typeof(ResourceReference) || TargetsOf(property) is not { Length: > 0 } targets)
                continue;
            foreach (var (item, step) in Elements.Of(value, property.Name))
            {
                if (item is ResourceReference reference && TypeOf(reference) is { } type
                    && !targets.Contains(type) && !targets.Contains("Resource"))
                    found.Add(Finding.Error(
                        IssueType.Value, $"The reference may point to {string.Join(", ", targets)}.", path + step));
            }
        }
    }

    private static string[] TargetsOf(PropertyMapping property) =>
        property.NativeProperty?.GetCustomAttributes(typeof(ReferencesAttribute), inherit: false)
            is [ReferencesAttribute references] ? references.Resources ?? [] : [];
}
