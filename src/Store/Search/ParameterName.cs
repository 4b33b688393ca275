using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>The left side of a search parameter: <c>code</c>, <c>name:exact</c>,
/// <c>subject:Patient.identifier</c>.</summary>
/// <param name="Text">As sent, for errors.</param>
/// <param name="Info">The registered parameter.</param>
/// <param name="Modifier">After the colon; null when there is none.</param>
/// <param name="Chained">True: followed by <c>.identifier</c>.</param>
internal sealed record ParameterName(string Text, SearchParameterInfo Info, string? Modifier, bool Chained)
{
    /// <summary>Types the reference may lead to, narrowed by the modifier.</summary>
    public IReadOnlyList<string> Targets => Modifier is { } type ? [type] : Info.Targets;

    /// <summary>Reads a name; what the registry does not hold is an error, never ignored.</summary>
    public static Result<ParameterName> Read(string type, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (head, chain) = dot < 0 ? (name, null) : (name[..dot], name[(dot + 1)..]);
        var colon = head.IndexOf(':', StringComparison.Ordinal);
        var (plain, modifier) = colon < 0 ? (head, null) : (head[..colon], head[(colon + 1)..]);
        if (SearchParameters.Find(type, plain) is not { } info)
            return NotSupported(name, $"{type} has no search parameter {plain}; /fhir/metadata lists them.");
        if (chain is not (null or "identifier") || (chain is not null && info.Type != SearchParamType.Reference))
            return NotSupported(name, "Only references can be chained, and only by identifier.");
        if (modifier is not null && !Takes(info, modifier))
            return NotSupported(name, $"The modifier :{modifier} is not supported here.");
        return new ParameterName(name, info, modifier, chain is not null);
    }

    private static bool Takes(SearchParameterInfo info, string modifier) => info.Type switch
    {
        SearchParamType.String => modifier == "exact",
        SearchParamType.Reference => info.Targets.Count == 0 || info.Targets.Contains(modifier),
        _ => false,
    };

    private static HubError NotSupported(string path, string text) => new(HubErrorCode.FieldMalformed, text, path);
}
