using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>ServiceRequest → ORC and TQ1.</summary>
internal static class OrcRows
{
    public static readonly SegmentRows<ServiceRequest> Order = new("ORC", source: "v2-to-FHIR: ORC[ServiceRequest]")
    {
        { "ORC-1", "status", (f, s) => f.Text(StatusCodes.ControlOf(s)) },
        { "ORC-2", "identifier[PLAC]", (f, s) => f.Entity(s.Identifier, Kinds.Placer, "PLAC") },
        { "ORC-3", "identifier[FILL]", (f, s) => f.Entity(s.Identifier, Kinds.Filler, "FILL") },
        { "ORC-4", "requisition", (f, s) => f.Entity(s.Requisition) },
        { "ORC-5", "status", (f, s) => f.Text(StatusCodes.OrderStatusOf(s.Status)) },
        { "ORC-7", "occurrence[x], priority", (f, s) => WriteQuantityTiming(f, s) },
        { "ORC-9", "authoredOn", (f, s) => f.Time(s.AuthoredOnElement) },
        { "ORC-12", "requester", (f, s) => f.Staff(s.Requester) },
        { "ORC-21", "requester[Organization]", (f, s) => f.Organization(OrderingFacility(f.Draft, s)) },
    };

    /// <summary>The order behind a report.</summary>
    public static readonly SegmentRows<ReportOut> Result = new("ORC", source: "v2-to-FHIR: ORC[ServiceRequest]")
    {
        { "ORC-1", "—", (f, _) => f.Text("RE") },
        { "ORC-2", "basedOn.identifier[PLAC]", (f, r) => f.Entity(r.Placer) },
        { "ORC-3", "identifier[FILL]", (f, r) => f.Entity(r.Filler) },
        { "ORC-4", "basedOn.requisition", (f, r) => f.Entity(r.Order?.Requisition) },
        { "ORC-5", "status", (f, r) => f.Text(StatusCodes.Of(r.Report.Status) is "F" or "C" ? "CM" : "IP") },
        { "ORC-9", "basedOn.authoredOn", (f, r) => f.Time(r.Order?.AuthoredOnElement) },
        { "ORC-12", "basedOn.requester", (f, r) => f.Staff(r.Order?.Requester) },
    };

    public static readonly SegmentRows<ServiceRequest> Timing = new("TQ1", source: "v2-to-FHIR: TQ1[ServiceRequest]")
    {
        { "TQ1-1", "—", (f, _) => f.Number(1) },
        { "TQ1-7", "occurrence[x]", (f, s) => f.Time(s.Occurrence) },
        { "TQ1-8", "occurrencePeriod.end", (f, s) => f.Time((s.Occurrence as Period)?.EndElement) },
        { "TQ1-9", "priority", (f, s) => f.Text(StatusCodes.Of(s.Priority)) },
        { "TQ1-11", "patientInstruction", (f, s) => f.Text(s.PatientInstruction) },
    };

    // TQ in ORC-7 until 2.4; the TQ1 segment since.
    private static void WriteQuantityTiming(FieldWriter f, ServiceRequest s)
    {
        if (f.Draft.IsAtLeast(2, 5))
            return;
        var offset = f.Draft.Context.Offset;
        f.Raw(Parts.Components(
            null, null, null, Times.Of(s.Occurrence, offset),
            Times.Of((s.Occurrence as Period)?.EndElement, offset), StatusCodes.Of(s.Priority)));
    }

    private static ResourceReference OrderingFacility(Draft draft, ServiceRequest s) =>
        draft.Member(s.Requester) is not null || draft.Find<Organization>(s.Requester) is not null
            ? s.Requester!
            : new("Organization/" + draft.Context.Custodian.Id);
}
