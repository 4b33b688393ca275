using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Exchange;

/// <summary>JSON that a patch works on.</summary>
internal static class PatchedJson
{
    private static readonly JsonNodeOptions Nodes = new() { PropertyNameCaseInsensitive = false };

    private static readonly JsonDocumentOptions Documents = new() { MaxDepth = 128 };

    /// <summary>A fault of the patch in the light of what is stored.</summary>
    public static HubError Refused(string text, string path) => new(HubErrorCode.BusinessRule, text, path);

    public static JsonObject Of(string bodyJson) => (JsonObject)JsonNode.Parse(bodyJson, Nodes, Documents)!;

    /// <summary>The patched resource, checked like one that came from outside.</summary>
    public static Result<Resource> Check(JsonObject patched)
    {
        Prune(patched);
        byte[] bytes;
        try
        {
            bytes = Encoding.UTF8.GetBytes(patched.ToJsonString());
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return Refused("The patched resource is no JSON.", "value");
        }

        return FhirInput.ReadJson(bytes).TryGet(out var resource, out var errors)
            ? resource
            : Result<Resource>.Failed(
                [Refused("The patched resource is not valid FHIR R4; nothing was changed.", "value"),
                    .. errors.Select(e => e with { Line = null, Column = null })]);
    }

    // FHIR JSON has no empty arrays and objects: what lost its last value is gone.
    private static bool Prune(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var name in map.Where(p => Prune(p.Value)).Select(p => p.Key).ToList())
                    map.Remove(name);
                return map.Count == 0;
            case JsonArray list:
                for (var i = list.Count - 1; i >= 0; i--)
                    if (list[i] is not null && Prune(list[i]))
                        list.RemoveAt(i);
                return list.Count == 0;
            default:
                return false;
        }
    }
}
