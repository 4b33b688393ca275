using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Search and history bundles around stored bytes: no resource is parsed to be served.</summary>
internal static class FhirBundles
{
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    public static FhirAnswer Searchset(
        FhirRequest request, SearchPage page, long? total, string self, string? next,
        IReadOnlyList<HubError>? warnings = null)
    {
        request.Note.Saw(page.Matches);
        request.Note.Saw(page.Included);
        return Of("searchset", total, self, next, page.Matches.Count + page.Included.Count + (warnings?.Count ?? 0), writer =>
        {
            foreach (var match in page.Matches)
                Entry(writer, request, match, mode: "match");
            foreach (var included in page.Included)
                Entry(writer, request, included, mode: "include");
            if (warnings is { Count: > 0 })
                Warnings(writer, warnings);
        });
    }

    public static FhirAnswer History(
        FhirRequest request, IReadOnlyList<StoredResource> versions, long? total, string self, string? next)
    {
        request.Note.Saw(versions);
        return Of("history", total, self, next, versions.Count, writer =>
        {
            foreach (var version in versions)
                Version(writer, request, version);
        });
    }

    private static FhirAnswer Of(
        string type, long? total, string self, string? next, int count, Action<Utf8JsonWriter> entries)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType"u8, "Bundle"u8);
            writer.WriteString("type"u8, type);
            if (total is { } known)
                writer.WriteNumber("total"u8, known);
            writer.WriteStartArray("link"u8);
            Link(writer, "self", self);
            if (next is not null)
                Link(writer, "next", next);
            writer.WriteEndArray();
            if (count > 0) // an array in FHIR JSON is never empty
            {
                writer.WriteStartArray("entry"u8);
                entries(writer);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return new(200, buffer.WrittenMemory);
    }

    private static void Link(Utf8JsonWriter writer, string relation, string url)
    {
        writer.WriteStartObject();
        writer.WriteString("relation"u8, relation);
        writer.WriteString("url"u8, url);
        writer.WriteEndObject();
    }

    private static void Entry(Utf8JsonWriter writer, FhirRequest request, StoredResource resource, string mode)
    {
        writer.WriteStartObject();
        Resource(writer, request, resource);
        writer.WriteStartObject("search"u8);
        writer.WriteString("mode"u8, mode);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // What was left out of a lenient search must not go unnoticed (FHIR R4 search.html#errors).
    private static void Warnings(Utf8JsonWriter writer, IReadOnlyList<HubError> warnings)
    {
        var outcome = warnings.ToOutcome();
        foreach (var issue in outcome.Issue)
            issue.Severity = OperationOutcome.IssueSeverity.Warning;
        writer.WriteStartObject();
        writer.WritePropertyName("resource"u8);
        FhirJson.Serialize(writer, outcome);
        writer.WriteStartObject("search"u8);
        writer.WriteString("mode"u8, "outcome"u8);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Version(Utf8JsonWriter writer, FhirRequest request, StoredResource version)
    {
        writer.WriteStartObject();
        if (version.Deleted)
            writer.WriteString("fullUrl"u8, $"{request.Base}/{version.Type}/{version.Id}");
        else
            Resource(writer, request, version);
        // How the first version came is not kept; an id of the server's making tells of a POST.
        var posted = version is { Version: 1, Deleted: false } && Guid.TryParse(version.Id, out _);
        writer.WriteStartObject("request"u8);
        writer.WriteString("method"u8, version.Deleted ? "DELETE"u8 : posted ? "POST"u8 : "PUT"u8);
        writer.WriteString("url"u8, posted ? version.Type : $"{version.Type}/{version.Id}");
        writer.WriteEndObject();
        writer.WriteStartObject("response"u8);
        writer.WriteString("status"u8, version.Deleted ? "204"u8 : version.Version == 1 ? "201"u8 : "200"u8);
        writer.WriteString("etag"u8, $"W/\"{version.Version}\"");
        writer.WriteString("lastModified"u8, version.LastUpdated.UtcDateTime);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Resource(Utf8JsonWriter writer, FhirRequest request, StoredResource resource)
    {
        writer.WriteString("fullUrl"u8, $"{request.Base}/{resource.Type}/{resource.Id}");
        writer.WritePropertyName("resource"u8);
        request.Shape.Write(writer, resource.BodyJson);
    }
}
