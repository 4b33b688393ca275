using Hl7.Fhir.Model;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>Observations and documents that belong to no report: what an order or referral says about the
/// patient.</summary>
internal static class StandaloneSegments
{
    /// <summary>REF has no OBX without an OBR.</summary>
    public static readonly SegmentRows<(int Number, Identifier? Referral)> Group =
        new("OBR", source: "HL7 v2.5.1 §11.5.1 (REF)")
        {
            { "OBR-1", "—", (f, g) => f.Number(g.Number) },
            { "OBR-3", "identifier", (f, g) => f.Entity(g.Referral) },
            { "OBR-4", "supportingInfo", (f, _) => f.Text("SUPPORT", "随附资料", "99HUB") },
        };

    /// <summary>There is something to write.</summary>
    public static bool IsAny(Draft draft, IEnumerable<ResourceReference> info) =>
        info.Any(i => draft.Find<Observation>(i) is not null || draft.Find<DocumentReference>(i) is not null);

    /// <summary>Writes OBX with their notes.</summary>
    public static void Write(Draft draft, IReadOnlyList<ResourceReference> info)
    {
        var report = new DiagnosticReport
        {
            Status = DiagnosticReport.DiagnosticReportStatus.Final,
            Result = [.. info.Where(i => draft.Find<Observation>(i) is not null)],
            PresentedForm =
            [
                .. info.Select(draft.Find<DocumentReference>)
                    .Where(d => d?.Status is not DocumentReferenceStatus.EnteredInError)
                    .SelectMany(d => d?.Content ?? [])
                    .Select(c => c.Attachment)
                    .OfType<Attachment>(),
            ],
        };
        new ReportSegments(draft, new(draft, report, number: 1)).WriteObservations();
    }
}
