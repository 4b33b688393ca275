using Hl7.Fhir.Model;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>RGS: only groups what follows.</summary>
internal static class RgsMap
{
    public static readonly SegmentMap<Appointment> Rows = new("RGS", source: "v2-to-FHIR: RGS[Appointment]")
    {
        Ignore("RGS-1", "a running number"),
        Ignore("RGS-2", "the event says what was done"),
        { "RGS-3", "serviceCategory", Optional, (a, f) => a.ServiceCategory.AddRange(f.Concepts()) },
    };
}
