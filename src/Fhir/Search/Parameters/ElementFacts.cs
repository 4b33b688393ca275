using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;
using Hl7.Fhir.Utility;

namespace IntegrationHub.Fhir;

/// <summary>What FHIR's model says about the elements a parameter reads.</summary>
/// <param name="Single">The element occurs at most once.</param>
/// <param name="Systems">Systems of codes that FHIR binds itself, when the parameter reads nothing else.</param>
internal sealed record ElementFacts(bool Single, IReadOnlyList<string> Systems)
{
    // FHIR R4 search, token: the system of booleans, "never actually used".
    private const string Booleans = "http://terminology.hl7.org/CodeSystem/special-values";

    private static readonly ElementFacts None = new(false, []);

    public static ElementFacts Of(SearchParameterInfo parameter)
    {
        if (parameter.Resource.Length == 0
            || parameter.Type is not (SearchParamType.Reference or SearchParamType.Token))
            return None;
        var paths = Branch.Read(parameter.Expression, parameter.Resource)
            .Select(b => PathParser.Parse(b.Key) is { } steps ? Walk(parameter.Resource, steps) : null)
            .ToList();
        if (paths.Count == 0 || paths.Contains(null))
            return None;
        var leaves = paths.Select(p => SystemsOf(p!.Leaf)).ToList();
        return new(
            parameter.Type == SearchParamType.Reference && paths.Count == 1 && paths[0]!.Single,
            parameter.Type == SearchParamType.Token && leaves.TrueForAll(s => s.Count > 0)
                ? [.. leaves.SelectMany(s => s).Distinct()] : []);
    }

    /// <summary>The first element of the path that the type does not have; null when all are known.</summary>
    public static string? UnknownElement(string type, IReadOnlyList<PathStep> steps)
    {
        var at = ModelInfo.ModelInspector.FindClassMapping(type);
        foreach (var step in steps)
        {
            if (step is TypeStep cast)
            {
                at = ModelInfo.ModelInspector.FindClassMapping(cast.Type);
            }
            else if (step is ChildStep child && at is not null)
            {
                if (at.FindMappedElementByName(child.Name) is not { } element)
                    return child.Name;
                // Of an element of several types nothing is known until a cast.
                at = element.Choice == ChoiceType.None ? element.PropertyTypeMapping : null;
            }
        }

        return null;
    }

    private static Path? Walk(string type, IReadOnlyList<PathStep> steps)
    {
        var inspector = ModelInfo.ModelInspector;
        var (at, single, leaf) = (inspector.FindClassMapping(type), true, (Type?)null);
        foreach (var step in steps)
        {
            switch (step)
            {
                case ChildStep child:
                    if (at?.FindMappedElementByName(child.Name) is not { } element)
                        return null;
                    single &= !element.IsCollection || child.Index is not null;
                    (at, leaf) = (element.PropertyTypeMapping, element.ImplementingType);
                    break;
                case TypeStep cast:
                    at = inspector.FindClassMapping(cast.Type);
                    leaf = at?.NativeType;
                    break;
                case ExistsStep:
                    leaf = typeof(FhirBoolean);
                    break;
            }
        }

        return new(single, leaf);
    }

    private static IReadOnlyList<string> SystemsOf(Type? leaf)
    {
        if (leaf == typeof(FhirBoolean))
            return [Booleans];
        if (leaf is not { IsGenericType: true } || leaf.GetGenericTypeDefinition() != typeof(Code<>))
            return [];
        return [.. leaf.GetGenericArguments()[0].GetEnumValues().Cast<Enum>()
            .Select(e => e.GetSystem()).OfType<string>().Distinct()];
    }

    private sealed record Path(bool Single, Type? Leaf);
}
