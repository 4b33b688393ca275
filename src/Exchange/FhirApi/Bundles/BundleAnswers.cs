using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace IntegrationHub.Exchange;

/// <summary>The answers to entries as one bundle, in the order of the entries.</summary>
internal static class BundleAnswers
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static FhirAnswer Of(string type, FhirRequest request, IReadOnlyList<FhirAnswer> answers)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType"u8, "Bundle"u8);
            writer.WriteString("type"u8, type);
            if (answers.Count > 0)
            {
                writer.WriteStartArray("entry"u8);
                foreach (var answer in answers)
                    Entry(writer, request, answer);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return new(200, buffer.WrittenMemory);
    }

    private static void Entry(Utf8JsonWriter writer, FhirRequest request, FhirAnswer answer)
    {
        var isOutcome = !answer.IsSuccess || request.Prefer.Return == ReturnPreference.OperationOutcome;
        writer.WriteStartObject();
        if (answer.Location is { } place)
            writer.WriteString(
                "fullUrl"u8, $"{request.Base}/{place[..place.IndexOf("/_history", StringComparison.Ordinal)]}");
        if (!answer.Json.IsEmpty && !isOutcome)
            Raw(writer, "resource", answer.Json);
        writer.WriteStartObject("response"u8);
        writer.WriteString("status"u8, string.Create(
            CultureInfo.InvariantCulture, $"{answer.Status} {ReasonPhrases.GetReasonPhrase(answer.Status)}"));
        if (answer.Location is { } location)
            writer.WriteString("location"u8, location);
        if (answer.Version is { } version)
            writer.WriteString("etag"u8, $"W/\"{version}\"");
        if (answer.LastModified is { } at)
            writer.WriteString("lastModified"u8, at.UtcDateTime);
        if (!answer.Json.IsEmpty && isOutcome)
            Raw(writer, "outcome", answer.Json);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Raw(Utf8JsonWriter writer, string name, ReadOnlyMemory<byte> json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json.Span, skipInputValidation: true);
    }
}
