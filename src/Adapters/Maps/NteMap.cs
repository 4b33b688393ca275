using Hl7.Fhir.Model;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>NTE → Annotation: a note to what stands before it.</summary>
internal static class NteMap
{
    public static readonly SegmentMap<Annotation> Rows = new("NTE", source: "v2-to-FHIR: NTE[Annotation]")
    {
        Ignore("NTE-1", "a running number"),
        Ignore("NTE-2", "which system wrote it is in the Provenance"),
        { "NTE-3", "text", Optional, (a, f) => a.Text = f.Lines() },
        { "NTE-5", "authorString", Optional, (a, f) => a.Author = new FhirString(f.Practitioner()?.Display) },
        { "NTE-6", "time", Optional, (a, f) => a.TimeElement = f.DateTime() },
    };
}
