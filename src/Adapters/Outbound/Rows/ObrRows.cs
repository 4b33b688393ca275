using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>DiagnosticReport or ServiceRequest → OBR.</summary>
internal static class ObrRows
{
    private static readonly string Sections = FhirNames.V2Table("0074");

    public static readonly SegmentRows<ReportOut> Report = new("OBR", source: "v2-to-FHIR: OBR[DiagnosticReport]")
    {
        { "OBR-1", "—", (f, r) => f.Number(r.Number) },
        { "OBR-2", "basedOn.identifier[PLAC]", (f, r) => f.Entity(r.Placer) },
        { "OBR-3", "identifier[FILL]", (f, r) => f.Entity(r.Filler) },
        { "OBR-4", "code", (f, r) => f.Concept(r.Report.Code) },
        { "OBR-7", "effective[x]", (f, r) => f.Time(r.Report.Effective) },
        { "OBR-8", "effectivePeriod.end", (f, r) => f.Time((r.Report.Effective as Period)?.EndElement) },
        { "OBR-14", "specimen.receivedTime", (f, r) => f.Time(Old(f, r)?.ReceivedTimeElement) },
        { "OBR-15", "specimen.type", (f, r) => WriteSource(f, Old(f, r)) },
        { "OBR-16", "basedOn.requester", (f, r) => f.Staff(r.Order?.Requester) },
        { "OBR-22", "issued", (f, r) => f.Time(r.Report.Issued) },
        { "OBR-24", "category", (f, r) => f.Code(r.Report.Category, Sections) },
        { "OBR-25", "status", (f, r) => f.Text(StatusCodes.Of(r.Report.Status)) },
        { "OBR-32", "resultsInterpreter[0]", (f, r) => f.Interpreter(r.Report.ResultsInterpreter.FirstOrDefault()) },
        { "OBR-33", "resultsInterpreter[1]", (f, r) =>
            f.Interpreter(r.Report.ResultsInterpreter.ElementAtOrDefault(1)) },
        { "OBR-34", "performer", (f, r) => f.Interpreter(
            r.Report.Performer.FirstOrDefault(p => f.PersonOf(p) is { Name: not null })) },
    };

    public static readonly SegmentRows<ServiceRequest> Order = new("OBR", source: "v2-to-FHIR: OBR[ServiceRequest]")
    {
        { "OBR-1", "—", (f, _) => f.Number(1) },
        { "OBR-2", "identifier[PLAC]", (f, s) => f.Entity(s.Identifier, Kinds.Placer, "PLAC") },
        { "OBR-3", "identifier[FILL]", (f, s) => f.Entity(s.Identifier, Kinds.Filler, "FILL") },
        { "OBR-4", "code", (f, s) => f.Concept(s.Code) },
        { "OBR-5", "priority", (f, s) => f.Text(f.Draft.IsAtLeast(2, 5) ? null : StatusCodes.Of(s.Priority)) },
        { "OBR-6", "occurrence[x]", (f, s) => f.Time(f.Draft.IsAtLeast(2, 5) ? null : s.Occurrence) },
        { "OBR-7", "occurrence[x]", (f, s) => f.Time(s.Occurrence) },
        { "OBR-16", "requester", (f, s) => f.Staff(s.Requester) },
        { "OBR-24", "category", (f, s) => f.Code(s.Category, Sections) },
        { "OBR-31", "reasonCode", (f, s) => f.Concepts(s.ReasonCode) },
    };

    // OBR-14 and OBR-15 say it until 2.4; the SPM segment since.
    private static Specimen? Old(FieldWriter f, ReportOut r) =>
        f.Draft.IsAtLeast(2, 5) || r.Specimens.Count == 0 ? null : r.Specimens[0];

    private static void WriteSource(FieldWriter f, Specimen? specimen)
    {
        if (specimen?.Type?.Coding.FirstOrDefault() is { } type)
            f.Raw(Parts.Components(
                Parts.SubComponents(
                    type.Code, type.Display, SystemNames.OfCodes(type.System, f.Draft.Context.Custodian)),
                null, null, Parts.Escape(specimen.Collection?.BodySite?.Text)));
    }
}
