using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>OBR → DiagnosticReport, ServiceRequest and, where no SPM follows, Specimen.</summary>
internal static class ObrMap
{
    public static readonly SegmentMap<DiagnosticReport> Report = new("OBR", source: "v2-to-FHIR: OBR[DiagnosticReport]")
    {
        Ignore("OBR-1", "a running number"),
        { "OBR-2", "basedOn", Optional, (r, f) => f.Carry() },
        { "OBR-3", "identifier", Optional, (r, f) => AddFiller(r.Identifier, f) },
        { "OBR-4", "code", Required, (r, f) => r.Code = f.Concept()! },
        { "OBR-7", "effective[x]", Optional, (r, f) => r.Effective = Effective(f) },
        { "OBR-8", "effectivePeriod.end", Optional, (r, f) => f.Carry() },
        { "OBR-22", "issued", Optional, (r, f) => r.Issued = f.Moment() },
        { "OBR-24", "category", Optional, (r, f) => r.Category.AddRange(f.Concepts("0074")) },
        { "OBR-25", "status", Optional, (r, f) => r.StatusElement = f.Code(ResultCodes.ReportStatuses) },
        { "OBR-32", "resultsInterpreter", Optional, (r, f) => Ndl.AddTo(r.ResultsInterpreter, f) },
        { "OBR-33", "resultsInterpreter", Optional, (r, f) => Ndl.AddTo(r.ResultsInterpreter, f) },
        { "OBR-34", "performer", Optional, (r, f) => Ndl.AddTo(r.Performer, f) },
    };

    public static readonly SegmentMap<ServiceRequest> Order = new("OBR", source: "v2-to-FHIR: OBR[ServiceRequest]")
    {
        Ignore("OBR-1", "a running number"),
        { "OBR-2", "identifier[PLAC]", Optional, (s, f) => AddPlacer(s.Identifier, f) },
        { "OBR-3", "identifier[FILL]", Optional, (s, f) => AddFiller(s.Identifier, f) },
        { "OBR-4", "code", Required, (s, f) => s.Code = f.Concept() },
        { "OBR-5", "priority", Optional, (s, f) =>
            s.PriorityElement = f.Prefer(s.PriorityElement, f.Code(OrderCodes.Priorities)) },
        { "OBR-6", "occurrenceDateTime", Optional, (s, f) => s.Occurrence = f.Prefer(s.Occurrence, f.DateTime()) },
        { "OBR-13", "note", Optional, (s, f) => s.Note.Add(new() { Text = f.Lines() }) },
        { "OBR-16", "requester", Optional, (s, f) => s.Requester = f.Prefer(s.Requester, f.Practitioner()) },
        { "OBR-24", "category", Optional, (s, f) => s.Category.AddRange(f.Concepts("0074")) },
        { "OBR-27.4", "occurrenceDateTime", Optional, (s, f) => s.Occurrence = f.Prefer(s.Occurrence, f.DateTime()) },
        { "OBR-27.6", "priority", Optional, (s, f) =>
            s.PriorityElement = f.Prefer(s.PriorityElement, f.Code(OrderCodes.Priorities)) },
        { "OBR-31", "reasonCode", Optional, (s, f) => s.ReasonCode.AddRange(f.Concepts()) },
        { "OBR-36", "occurrenceDateTime", Optional, (s, f) => s.Occurrence = f.Prefer(s.Occurrence, f.DateTime()) },
        { "OBR-44", "code.coding", Optional, (s, f) => s.Code?.Coding.AddRange(f.Concept()?.Coding ?? []) },
    };

    public static readonly SegmentMap<Specimen> Specimen = new("OBR", source: "v2-to-FHIR: OBR[Specimen]")
    {
        { "OBR-7", "collection.collectedDateTime", Optional, (s, f) => Collection(s).Collected ??= f.DateTime() },
        { "OBR-9", "collection.quantity", Optional, (s, f) =>
            Collection(s).Quantity = f.Prefer(Collection(s).Quantity, f.Quantity(Cq.Read(f.Value))) },
        { "OBR-10", "collection.collector", Optional, (s, f) => Collection(s).Collector = f.Practitioner() },
        { "OBR-14", "receivedTime", Optional, (s, f) =>
            s.ReceivedTimeElement = f.Prefer(s.ReceivedTimeElement, f.DateTime()) },
        { "OBR-15.1", "type", Optional, (s, f) => s.Type = f.Prefer(s.Type, f.Concept("0070")) },
        { "OBR-15.4", "collection.bodySite", Optional, (s, f) =>
            Collection(s).BodySite = f.Prefer(Collection(s).BodySite, f.Concept("0163")) },
    };

    private static Hl7.Fhir.Model.Specimen.CollectionComponent Collection(Specimen s) => s.Collection ??= new();

    internal static void AddPlacer(List<Identifier> identifiers, FieldReader f) =>
        Add(identifiers, f.EntityIdentifier(Kinds.Placer, "PLAC"));

    internal static void AddFiller(List<Identifier> identifiers, FieldReader f) =>
        Add(identifiers, f.EntityIdentifier(Kinds.Filler, "FILL"));

    private static void Add(List<Identifier> identifiers, Identifier? identifier)
    {
        if (identifier is not null
            && !identifiers.Exists(i => i.System == identifier.System && i.Value == identifier.Value))
            identifiers.Add(identifier);
    }

    private static DataType? Effective(FieldReader f) =>
        f.Segment[8].HasValue ? FieldReader.Period(f, f.At(f.Segment[8])) : f.DateTime();
}
