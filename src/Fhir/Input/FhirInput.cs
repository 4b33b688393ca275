using System.Net.Http.Headers;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>
/// Resources from outside, JSON or XML: either a resource that is valid R4 in form, or every fault at once, each with
/// its FHIRPath or line. No fault repeats a value. Never throws.
/// </summary>
public static class FhirInput
{
    private const string TypesTaken =
        "The Content-Type must be application/fhir+json or application/fhir+xml, FHIR 4.0, UTF-8.";

    /// <summary>Reads a body as its content type says.</summary>
    /// <param name="body">As it came over the wire.</param>
    /// <param name="contentType">The Content-Type header; absent or unknown is
    /// <see cref="HubErrorCode.MediaTypeUnsupported"/>.</param>
    public static Result<Resource> Read(ReadOnlyMemory<byte> body, string? contentType) => FormatOf(contentType) switch
    {
        "json" => ReadJson(body),
        "xml" => ReadXml(body),
        _ => new HubError(HubErrorCode.MediaTypeUnsupported, TypesTaken, "Content-Type"),
    };

    /// <summary>Reads UTF-8 JSON.</summary>
    public static Result<Resource> ReadJson(ReadOnlyMemory<byte> json)
    {
        var faults = new List<HubError>();
        if (!TextScan.IsUtf8(json.Span, faults) || !JsonScan.Check(json, faults))
            return Result<Resource>.Failed(faults);
        return Outcome(SdkReading.Json(json.Span, faults), faults);
    }

    /// <summary>Reads UTF-8 XML.</summary>
    public static Result<Resource> ReadXml(ReadOnlyMemory<byte> xml)
    {
        var faults = new List<HubError>();
        var text = TextScan.WithoutMark(xml);
        if (!TextScan.IsUtf8(text.Span, faults) || !XmlScan.Check(text, faults))
            return Result<Resource>.Failed(faults);
        return Outcome(SdkReading.Xml(text, faults), faults);
    }

    /// <summary>Why bytes are no text as FHIR demands it (empty, not UTF-8, a byte order mark), with its place; null:
    /// they are.</summary>
    public static HubError? TextFault(ReadOnlySpan<byte> body)
    {
        var faults = new List<HubError>();
        return TextScan.IsUtf8(body, faults) ? null : faults[0];
    }

    private static Result<Resource> Outcome(Resource? resource, List<HubError> faults)
    {
        if (resource is not null)
            StructureRules.Check(resource, faults);
        if (faults.Count == 0)
            return resource ?? (Result<Resource>)new HubError(
                HubErrorCode.Unreadable, "The body is not a FHIR R4 resource.")
            { Line = 1 };
        return Result<Resource>.Failed([.. faults.DistinctBy(f => (f.Text, f.Path, f.Path is null ? f.Line : 0))
            .Take(InputLimits.Errors)]);
    }

    private static string? FormatOf(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type))
            return null;
        foreach (var parameter in type.Parameters)
        {
            var value = parameter.Value?.Trim('"') ?? "";
            var fits = parameter.Name.ToLowerInvariant() switch
            {
                "charset" => value.Equals("utf-8", StringComparison.OrdinalIgnoreCase),
                "fhirversion" => value is "4.0" or "4.0.1",
                _ => true,
            };
            if (!fits)
                return null;
        }

        return type.MediaType?.ToLowerInvariant() switch
        {
            "application/fhir+json" or "application/json" or "text/json" or "application/json+fhir" => "json",
            "application/fhir+xml" or "application/xml" or "text/xml" or "application/xml+fhir" => "xml",
            _ => null,
        };
    }
}
