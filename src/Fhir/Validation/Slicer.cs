using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.ElementDefinition;

namespace IntegrationHub.Fhir;

/// <summary>Says which slice a value belongs to, by the discriminators of the slicing.</summary>
internal static class Slicer
{
    private static readonly List<DiscriminatorComponent> ByUrl =
        [new() { Type = DiscriminatorType.Value, Path = "url" }];

    public static ElementNode? SliceOf(Base value, ElementNode sliced)
    {
        var discriminators = sliced.Rule.Slicing?.Discriminator is { Count: > 0 } given ? given : ByUrl;
        return sliced.Slices.Find(slice => discriminators.TrueForAll(d => Holds(value, slice, d)));
    }

    private static bool Holds(Base value, ElementNode slice, DiscriminatorComponent discriminator)
    {
        if (value is Extension extension && discriminator.Path == "url" && UrlOf(slice) is { } url)
            return extension.Url == url;
        var steps = discriminator.Path is null or "$this" ? [] : discriminator.Path.Split('.');
        return discriminator.Type switch
        {
            DiscriminatorType.Type => At(value, steps).Any(v => IsOfType(v, NodeAt(slice, steps)?.Rule ?? new())),
            DiscriminatorType.Exists => NodeAt(slice, steps)?.Rule is { } rule
                && At(value, steps).Any() == (rule.Max != "0"),
            _ => ValueHolds(value, slice, steps),
        };
    }

    // The fixed value may stand at the path itself or, as a pattern of an ancestor, above it.
    private static bool ValueHolds(Base value, ElementNode slice, string[] steps)
    {
        var decided = false;
        for (var depth = 0; depth <= steps.Length; depth++)
        {
            if (NodeAt(slice, steps[..depth])?.Rule is not { } rule || (rule.Fixed ?? rule.Pattern) is null)
                continue;
            decided = true;
            if (!At(value, steps[..depth]).Any(v => Elements.Fits(v, rule) == true))
                return false;
        }

        return decided;
    }

    private static bool IsOfType(Base value, ElementDefinition rule) => rule.Type.Exists(t => t.Code == value.TypeName);

    private static string? UrlOf(ElementNode slice) => slice.Rule.Type.FirstOrDefault()?.Profile.FirstOrDefault();

    private static ElementNode? NodeAt(ElementNode node, IEnumerable<string> steps)
    {
        var found = node;
        foreach (var step in steps)
        {
            if (!found.Children.TryGetValue(step, out found))
                return null;
        }

        return found;
    }

    private static IEnumerable<Base> At(Base value, string[] steps) => steps.Length == 0
        ? [value]
        : Elements.Of(value, steps[0]).SelectMany(v => At(v.Value, steps[1..]));
}
