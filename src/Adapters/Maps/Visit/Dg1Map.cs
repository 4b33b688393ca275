using Hl7.Fhir.Model;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>
/// DG1 → Condition. TCM diseases and patterns stand beside the ICD code as further codings, never instead.
/// </summary>
internal static class Dg1Map
{
    public static readonly SegmentMap<Condition> Rows = new("DG1", source: "v2-to-FHIR: DG1[Condition]")
    {
        Ignore("DG1-1", "a running number"),
        { "DG1-2", "code.coding.system", Optional, (c, f) => f.Carry() },
        { "DG1-3", "code", Optional, (c, f) => c.Code = f.ConceptOf(f.Segment[2]) },
        { "DG1-4", "code.text", Optional, (c, f) => (c.Code ??= new()).Text = f.Prefer(c.Code.Text, f.Text) },
        { "DG1-5", "recordedDate", Optional, (c, f) => c.RecordedDateElement = f.DateTime() },
        { "DG1-6", "verificationStatus", Optional, (c, f) => c.VerificationStatus = VisitCodes.Verification(f.Text) },
        { "DG1-16", "asserter", Optional, (c, f) => c.Asserter = f.Practitioner() },
        { "DG1-19", "recordedDate", Optional, (c, f) =>
            c.RecordedDateElement = f.Prefer(c.RecordedDateElement, f.DateTime()) },
        { "DG1-20", "identifier", Optional, (c, f) => f.Carry() },
        { "DG1-21", "verificationStatus", Optional, (c, f) => Retract(c, f) },
    };

    /// <summary>DG1 → Encounter.diagnosis.</summary>
    public static readonly SegmentMap<Encounter.DiagnosisComponent> Use =
        new("DG1", source: "v2-to-FHIR: DG1[Encounter]")
    {
        { "DG1-6", "use", Optional, (d, f) => d.Use = VisitCodes.DiagnosisUse(f.Text) },
        { "DG1-15", "rank", Optional, (d, f) => d.Rank = f.Number() is { } rank && rank >= 1 ? (int)rank : null },
    };

    // Table 0206: D takes the diagnosis back.
    private static void Retract(Condition c, FieldReader f)
    {
        if (f.Text is "D")
            c.VerificationStatus = new(Fhir.FhirNames.Terminology("condition-ver-status"), "entered-in-error");
    }
}
