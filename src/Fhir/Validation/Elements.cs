using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>Walking and comparing elements.</summary>
internal static class Elements
{
    /// <summary>The values of an element by name, with their place in a list.</summary>
    public static IReadOnlyList<(Base Value, string Step)> Of(Base owner, string name)
    {
        if (!owner.TryGetValue(name, out var found))
            return [];
        if (found is Base single)
            return [(single, "." + name)];
        return found is System.Collections.IEnumerable list and not string
            ? [.. list.OfType<Base>().Select((value, i) => (value, $".{name}[{i}]"))]
            : [];
    }

    /// <summary>Every element below, with its path.</summary>
    public static IEnumerable<(Base Value, string Path)> Below(Base owner, string path)
    {
        foreach (var (name, _) in owner.EnumerateElements())
        {
            foreach (var (value, step) in Of(owner, name))
            {
                yield return (value, path + step);
                foreach (var deeper in Below(value, path + step))
                    yield return deeper;
            }
        }
    }

    /// <summary>True when the value holds everything the pattern holds (ElementDefinition.pattern[x]).</summary>
    public static bool Matches(Base value, Base pattern)
    {
        if (pattern is PrimitiveType expected)
            return value is PrimitiveType actual && Equals(actual.JsonValue, expected.JsonValue);
        return pattern.EnumerateElements().Select(e => e.Key).All(name =>
            Of(pattern, name).All(part => Of(value, name).Any(own => Matches(own.Value, part.Value))));
    }

    /// <summary>True when the definition's fixed value or pattern fits; null when it has neither.</summary>
    public static bool? Fits(Base value, ElementDefinition rule) =>
        rule.Fixed is { } wanted ? value.IsExactly(wanted)
        : rule.Pattern is { } pattern ? Matches(value, pattern)
        : null;
}
