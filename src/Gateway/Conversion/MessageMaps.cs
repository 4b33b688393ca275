using IntegrationHub.Adapters;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Gateway.Conversion;

/// <summary>HL7 v2 → FHIR as intake and conversion see it: the hub's maps, or a test's.</summary>
/// <param name="Supports">True for events a map covers.</param>
/// <param name="Convert">Converts one message.</param>
internal sealed record MessageMaps(
    Func<string, bool> Supports, Func<Hl7Message, ConversionContext, Result<Adapters.Conversion>> Convert)
{
    /// <summary>The maps of the hub.</summary>
    public static MessageMaps Standard { get; } = new(Hl7Converter.Supports, Hl7Converter.Convert);
}
