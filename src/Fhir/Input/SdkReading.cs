using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using Hl7.Fhir.Validation;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>The SDK's strict readers, with the literals judged by <see cref="LiteralRules"/>.</summary>
internal static class SdkReading
{
    private static readonly DeserializerSettings Strict =
        new DeserializerSettings().UsingMode(DeserializationMode.Strict) with { Validator = new LiteralRules() };

    private static readonly FhirJsonDeserializer JsonReader = new(Strict);

    private static readonly FhirXmlDeserializer XmlReader = new(Strict);

    /// <summary>Adds every fault; null when nothing could be made of it.</summary>
    public static Resource? Json(ReadOnlySpan<byte> json, List<HubError> faults)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new() { MaxDepth = InputLimits.Depth });
            JsonReader.TryDeserializeResource(ref reader, out var resource, out var issues);
            return Add(resource, issues, faults);
        }
#pragma warning disable CA1031 // a body may not break the door: whatever the SDK cannot take is a fault of the body
        catch (Exception)
#pragma warning restore CA1031
        {
            return Unreadable(faults);
        }
    }

    /// <summary>Adds every fault; null when nothing could be made of it.</summary>
    public static Resource? Xml(ReadOnlyMemory<byte> xml, List<HubError> faults)
    {
        try
        {
            using var reader = XmlScan.Reader(xml);
            XmlReader.TryDeserializeResource(reader, out var resource, out var issues);
            return Add(resource, issues, faults);
        }
#pragma warning disable CA1031 // as above
        catch (Exception)
#pragma warning restore CA1031
        {
            return Unreadable(faults);
        }
    }

    private static Resource? Add(Resource? resource, IEnumerable<CodedException> issues, List<HubError> faults)
    {
        var type = resource?.TypeName is { } name && ModelInfo.IsKnownResource(name) ? name : null;
        foreach (var issue in issues)
        {
            // A resource may hold nothing but its type: Parameters without parameters are sent all the time.
            var fault = ParseIssues.ToError(issue, type);
            if (!IsEmpty(issue.ErrorCode) || fault.Path != type)
                faults.Add(fault);
        }

        return type is null ? null : resource;
    }

    private static bool IsEmpty(string code) =>
        code is FhirJsonException.OBJECTS_CANNOT_BE_EMPTY_CODE or CodedValidationException.ELEMENT_CANNOT_BE_EMPTY_CODE;

    private static Resource? Unreadable(List<HubError> faults)
    {
        if (faults.Count == 0)
            faults.Add(new(HubErrorCode.Unreadable, "The body cannot be read as a FHIR R4 resource.") { Line = 1 });
        return null;
    }
}
