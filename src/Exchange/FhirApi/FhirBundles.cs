using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
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

    public static FhirAnswer Searchset(FhirRequest request, SearchPage page, long? total, string self, string? next) =>
        Bundle("searchset", total, self, next, writer =>
        {
            foreach (var match in page.Matches)
                Entry(writer, request, match, mode: "match");
            foreach (var included in page.Included)
                Entry(writer, request, included, mode: "include");
        });

    public static FhirAnswer History(
        FhirRequest request, IReadOnlyList<StoredResource> versions, long? total, string self, string? next) =>
        Bundle("history", total, self, next, writer =>
        {
            foreach (var version in versions)
                Version(writer, request, version);
        });

    private static FhirAnswer Bundle(
        string type, long? total, string self, string? next, Action<Utf8JsonWriter> entries)
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
            writer.WriteStartArray("entry"u8);
            entries(writer);
            writer.WriteEndArray();
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

    private static void Version(Utf8JsonWriter writer, FhirRequest request, StoredResource version)
    {
        writer.WriteStartObject();
        if (version.Deleted)
            writer.WriteString("fullUrl"u8, $"{request.Base}/{version.Type}/{version.Id}");
        else
            Resource(writer, request, version);
        writer.WriteStartObject("request"u8);
        writer.WriteString("method"u8, version.Deleted ? "DELETE"u8 : "PUT"u8);
        writer.WriteString("url"u8, $"{version.Type}/{version.Id}");
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
        writer.WriteRawValue(resource.BodyJson, skipInputValidation: true);
    }
}
