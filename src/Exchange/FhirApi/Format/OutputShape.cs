using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Exchange;

/// <summary>Which part of a resource a client wants to see.</summary>
internal enum SummaryKind
{
    None,
    True,
    Text,
    Data,
    Count,
}

/// <summary><c>_summary</c>, <c>_elements</c> and <c>_pretty</c> (FHIR R4 search.html#summary).</summary>
/// <param name="Summary">What is shown of a resource.</param>
/// <param name="Elements">Elements shown beside the mandatory ones; empty: all.</param>
/// <param name="Pretty">True: with line breaks.</param>
internal sealed record OutputShape(SummaryKind Summary, IReadOnlyList<string> Elements, bool Pretty)
{
    public static readonly OutputShape Whole = new(SummaryKind.None, [], false);

    /// <summary>Names of the parameters read here.</summary>
    public static readonly FrozenSet<string> Parameters =
        new[] { "_format", "_pretty", "_summary", "_elements" }.ToFrozenSet(StringComparer.Ordinal);

    private const int MostElements = 100;

    private static readonly Coding Subsetted = new(FhirNames.V3("ObservationValue"), "SUBSETTED");

    private static readonly FhirJsonSerializer Writer = new();

    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>True when resources are served as they are stored.</summary>
    public bool IsWhole => Summary is SummaryKind.None or SummaryKind.Count && Elements.Count == 0;

    public static Result<OutputShape> Read(IReadOnlyList<KeyValuePair<string, string>> query)
    {
        if (query.Count == 0)
            return Whole;
        var shape = Whole;
        foreach (var (name, value) in query)
        {
            switch (name)
            {
                case "_pretty" when value is "true" or "false":
                    shape = shape with { Pretty = value == "true" };
                    break;
                case "_pretty":
                    return HubError.FieldMalformed("_pretty", "true or false");
                case "_elements" when value.Length > 0:
                    shape = shape with { Elements = [.. shape.Elements, .. value.Split(',').Select(Plain)] };
                    break;
                case "_summary":
                    if (KindOf(value) is not { } kind)
                        return HubError.FieldMalformed("_summary", "true, text, data, count or false");
                    shape = shape with { Summary = kind };
                    break;
            }
        }

        return shape.Elements.Count > MostElements
            ? HubError.LimitExceeded("The number of elements", MostElements, "_elements")
            : shape;
    }

    /// <summary>The resource as the client wants it, UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Of(string bodyJson) => IsWhole ? Encoding.UTF8.GetBytes(bodyJson) : Cut(bodyJson);

    /// <summary>Writes the resource as the client wants it where the writer stands.</summary>
    public void Write(Utf8JsonWriter writer, string bodyJson)
    {
        if (IsWhole)
            writer.WriteRawValue(bodyJson, skipInputValidation: true);
        else
            writer.WriteRawValue(Cut(bodyJson).Span, skipInputValidation: true);
    }

    private ReadOnlyMemory<byte> Cut(string bodyJson)
    {
        var resource = FhirJson.Parse<Resource>(bodyJson);
        resource.Meta ??= new();
        resource.Meta.Tag.Add((Coding)Subsetted.DeepCopy());
        var buffer = new ArrayBufferWriter<byte>(bodyJson.Length);
        using (var writer = new Utf8JsonWriter(buffer, Compact))
            Writer.Serialize(resource, writer, Filter);
        return buffer.WrittenMemory;
    }

    private SerializationFilter Filter() => Elements.Count > 0
        ? SerializationFilter.ForElements([.. Elements, "id", "meta"])
        : Summary switch
        {
            SummaryKind.True => SerializationFilter.ForSummary(),
            SummaryKind.Text => SerializationFilter.ForText(),
            _ => SerializationFilter.ForData(),
        };

    // Patient.name is the same as name: some clients write the type.
    private static string Plain(string element) =>
        element.Trim() is var name && name.Length > 0 && char.IsAsciiLetterUpper(name[0])
            && name.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? name[(dot + 1)..] : name;

    private static SummaryKind? KindOf(string value) => value switch
    {
        "false" => SummaryKind.None,
        "true" => SummaryKind.True,
        "text" => SummaryKind.Text,
        "data" => SummaryKind.Data,
        "count" => SummaryKind.Count,
        _ => null,
    };
}
