using System.Text.Encodings.Web;
using System.Text.Json;

namespace IntegrationHub.Dashboard.Pages.Parts;

/// <summary>JSON set out for reading; Razor encodes it afterwards.</summary>
internal static class FhirText
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // shown as it is; Razor makes it safe
    };

    internal static string Of(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return JsonSerializer.Serialize(document.RootElement, Readable);
        }
        catch (JsonException)
        {
            return json; // shown as it is: somebody has to see it to fix it
        }
    }
}
