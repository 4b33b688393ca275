using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>FHIR JSON in and out. Our own output is read without validation, input from outside strictly.</summary>
public static class FhirJson
{
    private const int InitialBuffer = 16 * 1024;

    private static readonly BaseFhirJsonDeserializer Trusting =
        new FhirJsonDeserializer(new DeserializerSettings().UsingMode(DeserializationMode.Ostrich));

    private static readonly FhirJsonSerializer Writer = new();

    // Chinese text stays readable and a third of the size; the JSON is never pasted into HTML unescaped.
    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonWriterOptions Pretty = Compact with { Indented = true };

    /// <summary>
    /// Reads a resource the hub itself wrote; no validation. Throws when it is not JSON of that type.
    /// </summary>
    public static T Parse<T>(string json)
        where T : Resource => Parse<T>(Encoding.UTF8.GetBytes(json));

    /// <summary>
    /// Reads a resource the hub itself wrote; no validation. Throws when it is not JSON of that type.
    /// </summary>
    /// <param name="json">UTF-8.</param>
    public static T Parse<T>(ReadOnlySpan<byte> json)
        where T : Resource
    {
        var reader = new Utf8JsonReader(json);
        Trusting.TryDeserializeResource(ref reader, out var resource, out var issues);
        return resource as T ?? throw new InvalidOperationException(
            $"Not a FHIR {typeof(T).Name}: {string.Join("; ", issues.Select(i => i.ErrorCode))}");
    }

    /// <summary>Reads a resource from outside: every fault is reported, none repeats a value.</summary>
    public static Result<Resource> TryParse(string json) => FhirInput.ReadJson(Encoding.UTF8.GetBytes(json));

    /// <summary>Writes compact JSON.</summary>
    public static string Serialize(Base resource) => Text(resource, Compact);

    /// <summary>Writes indented JSON, for people and for golden files.</summary>
    public static string SerializePretty(Base resource) => Text(resource, Pretty);

    /// <summary>Writes compact UTF-8 JSON into <paramref name="buffer"/>.</summary>
    public static void Serialize(IBufferWriter<byte> buffer, Base resource)
    {
        using var writer = new Utf8JsonWriter(buffer, Compact);
        Serialize(writer, resource);
    }

    /// <summary>Writes the resource where the writer stands.</summary>
    public static void Serialize(Utf8JsonWriter writer, Base resource) => Writer.Serialize(resource, writer);

    private static string Text(Base resource, JsonWriterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>(InitialBuffer);
        using (var writer = new Utf8JsonWriter(buffer, options))
            Writer.Serialize(resource, writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
