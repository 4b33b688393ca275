using Hl7.Fhir.Model;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>PD1 → Patient: the family doctor.</summary>
internal static class Pd1Map
{
    public static readonly SegmentMap<Patient> Rows = new("PD1", source: "v2-to-FHIR: PD1[Patient]")
    {
        { "PD1-3", "generalPractitioner", Optional, (p, f) => p.GeneralPractitioner.AddRange(
            f.Repetitions().Select(r => r.Organization()).OfType<ResourceReference>()) },
        { "PD1-4", "generalPractitioner", Optional, (p, f) => p.GeneralPractitioner.AddRange(f.Practitioners()) },
    };
}
