using Hl7.Fhir.Model;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>PV2 → Encounter.</summary>
internal static class Pv2Map
{
    public static readonly SegmentMap<Encounter> Rows = new("PV2", source: "v2-to-FHIR: PV2[Encounter]")
    {
        { "PV2-1", "location", Optional, (e, f) =>
        {
            if (f.Location() is { } place)
                e.Location.Add(new() { Location = place, Status = Encounter.EncounterLocationStatus.Reserved });
        } },
        { "PV2-3", "reasonCode", Optional, (e, f) => e.ReasonCode.AddRange(f.Concepts()) },
        { "PV2-12", "reasonCode", Optional, (e, f) => e.ReasonCode.Add(new() { Text = f.Lines() }) },
        { "PV2-25", "priority", Optional, (e, f) => e.Priority = f.Prefer(e.Priority, f.Concept("0217")) },
    };
}
