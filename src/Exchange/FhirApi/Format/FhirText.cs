using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Exchange;

/// <summary>The JSON of an answer in the form the client asked for.</summary>
internal static class FhirText
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
        Indented = true,
    };

    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> json, FhirFormat format, bool pretty) => format switch
    {
        FhirFormat.Xml => FhirXml.Serialize(FhirJson.Parse<Resource>(json.Span), pretty),
        _ when pretty => ToPretty(json),
        _ => json,
    };

    private static ReadOnlyMemory<byte> ToPretty(ReadOnlyMemory<byte> json)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length * 2);
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 256 });
        using (var writer = new Utf8JsonWriter(buffer, Indented))
            document.WriteTo(writer);
        return buffer.WrittenMemory;
    }
}
