using System.Text.Json.Nodes;
using Hl7.Fhir.Introspection;

namespace IntegrationHub.Exchange;

/// <summary>A value of a patch as JSON.</summary>
/// <param name="Node">The value; null for a primitive with extensions only.</param>
/// <param name="Extra">Id and extensions of a primitive; null as a rule.</param>
/// <param name="Suffix">Type as it stands behind <c>value</c>.</param>
internal sealed record PatchValue(JsonNode? Node, JsonNode? Extra, string Suffix)
{
    private const string Value = "value";

    // Elements without a datatype of their own are given part by part.
    private JsonArray? Parts { get; init; }

    /// <summary>Reads <c>value[x]</c>, a resource, or nested parts; null when there is none of them.</summary>
    public static PatchValue? Read(JsonObject part)
    {
        var typed = part.FirstOrDefault(p => p.Key.StartsWith(Value, StringComparison.Ordinal)).Key;
        var extra = part.FirstOrDefault(p => p.Key.StartsWith("_" + Value, StringComparison.Ordinal)).Key;
        if ((typed ?? extra?[1..]) is { } name)
            return new(typed is null ? null : part[typed], extra is null ? null : part[extra], name[Value.Length..]);
        if (part["resource"] is { } resource)
            return new(resource, null, "");
        return part["part"] is JsonArray parts ? new(null, null, "") { Parts = parts } : null;
    }

    /// <summary>The value as an element of the type: its parts become properties.</summary>
    public PatchValue As(ClassMapping? type)
    {
        if (Parts is null)
            return this;
        var whole = new JsonObject();
        foreach (var part in Parts.OfType<JsonObject>())
        {
            if (part["name"] is not JsonValue named || !named.TryGetValue<string>(out var name)
                || Read(part) is not { } read)
                continue;
            // A name the type does not know stays: the check of the whole resource tells of it.
            var element = type?.FindMappedElementByName(name);
            var value = read.As(element?.FhirTypeMappings is [var one, ..] ? one : null);
            var place = new ElementPlace(
                whole, element?.Choice == ChoiceType.DatatypeChoice ? name + value.Suffix : name, null);
            if (element?.IsCollection == true)
                place.Insert(place.Count, value);
            else
                place.Set(value);
        }

        return new(whole, null, "");
    }
}
