using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>EVN → Provenance: why and by whom the event was entered.</summary>
internal static class EvnMap
{
    public static readonly SegmentMap<Provenance> Rows = new("EVN", source: "v2-to-FHIR: EVN[Provenance]")
    {
        Ignore("EVN-1", "same as MSH-9.2"),
        { "EVN-2", "occurredDateTime", Optional, (p, f) => p.Occurred = f.DateTime() ?? p.Occurred },
        { "EVN-4", "reason", Optional, (p, f) => p.Reason = f.Concepts("0062") },
        { "EVN-5", "agent[enterer].who", Optional, (p, f) => AddEnterers(p, f) },
        { "EVN-6", "occurredDateTime", Optional, (p, f) => p.Occurred = f.DateTime() ?? p.Occurred },
    };

    private static void AddEnterers(Provenance p, FieldReader f)
    {
        foreach (var who in f.Practitioners())
        {
            p.Agent.Add(new()
            {
                Type = new(FhirNames.Terminology("provenance-participant-type"), "enterer"),
                Who = who,
            });
        }
    }
}
