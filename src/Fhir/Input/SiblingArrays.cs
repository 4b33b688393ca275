using System.Text.Json;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>
/// <c>given</c> and <c>_given</c> must have as many entries (FHIR R4 json.html#primitive); the SDK does not compare.
/// </summary>
internal static class SiblingArrays
{
    public static void Check(ReadOnlyMemory<byte> json, List<HubError> faults)
    {
        using var document = JsonDocument.Parse(json, new() { MaxDepth = InputLimits.Depth });
        var root = document.RootElement;
        Visit(root, root.TryGetProperty("resourceType", out var type) && Known(type) ? type.GetString()! : "Resource",
            faults);
    }

    private static void Visit(JsonElement element, string path, List<HubError> faults)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            for (var i = 0; i < element.GetArrayLength(); i++)
                Visit(element[i], $"{path}[{i}]", faults);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.Name.StartsWith('_') && DiffersFrom(element, property))
                    faults.Add(new(
                        HubErrorCode.FieldMalformed, "The array and its _ twin must have as many entries.",
                        ParseIssues.Safe($"{path}.{property.Name[1..]}")));
                Visit(property.Value, $"{path}.{property.Name}", faults);
            }
        }
    }

    private static bool DiffersFrom(JsonElement owner, JsonProperty twin) =>
        owner.TryGetProperty(twin.Name[1..], out var values)
        && (values.ValueKind == JsonValueKind.Array) is var isArray
        && (isArray != (twin.Value.ValueKind == JsonValueKind.Array)
            || (isArray && values.GetArrayLength() != twin.Value.GetArrayLength()));

    private static bool Known(JsonElement type) =>
        type.ValueKind == JsonValueKind.String && Hl7.Fhir.Model.ModelInfo.IsKnownResource(type.GetString()!);
}
