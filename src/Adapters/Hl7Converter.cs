using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>HL7 v2 → FHIR R4. Pure: no clock, no I/O, no state; safe to call from many threads.</summary>
public static class Hl7Converter
{
    /// <summary>True for the events a family of maps covers, e.g. <c>ORU^R01</c>.</summary>
    public static bool Supports(string @event) => false;

    /// <summary>Converts one message.</summary>
    /// <returns>The transaction and the account of its fields; or every reason at once why there is none.</returns>
    public static Result<Conversion> Convert(Hl7Message message, ConversionContext context)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(context);
        return new HubError(HubErrorCode.EventUnsupported, "No map covers this event.", "MSH-9");
    }
}
