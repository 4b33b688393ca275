using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>ORC → ServiceRequest and Task.</summary>
internal static class OrcMap
{
    public static readonly SegmentMap<ServiceRequest> Order = new("ORC", source: "v2-to-FHIR: ORC[ServiceRequest]")
    {
        { "ORC-1", "status", Required, (s, f) => SetStatus(s, f) },
        { "ORC-2", "identifier[PLAC]", Optional, (s, f) => ObrMap.AddPlacer(s.Identifier, f) },
        { "ORC-3", "identifier[FILL]", Optional, (s, f) => ObrMap.AddFiller(s.Identifier, f) },
        { "ORC-4", "requisition", Optional, (s, f) => s.Requisition = f.EntityIdentifier(Kinds.PlacerGroup, "PGN") },
        { "ORC-5", "status", Optional, (s, f) => f.Carry() },
        { "ORC-7.4", "occurrenceDateTime", Optional, (s, f) => s.Occurrence = f.DateTime() },
        { "ORC-7.6", "priority", Optional, (s, f) => s.PriorityElement = f.Code(OrderCodes.Priorities) },
        { "ORC-9", "authoredOn", Optional, (s, f) => s.AuthoredOnElement = f.DateTime() },
        { "ORC-12", "requester", Optional, (s, f) => s.Requester = f.Practitioner() },
        { "ORC-15", "occurrenceDateTime", Optional, (s, f) => s.Occurrence = f.Prefer(s.Occurrence, f.DateTime()) },
        { "ORC-29", "category", Optional, (s, f) => s.Category.AddRange(f.Concepts("0482")) },
    };

    public static readonly SegmentMap<FhirTask> Task = new("ORC", source: "v2-to-FHIR: ORC[Task]")
    {
        { "ORC-1", "status", Required, (t, f) => SetStatus(t, f) },
        { "ORC-9", "authoredOn", Optional, (t, f) => t.AuthoredOnElement = f.DateTime() },
        { "ORC-16", "statusReason", Optional, (t, f) => t.StatusReason = f.Concept() },
        { "ORC-21", "requester", Optional, (t, f) => t.Requester = f.Organization() },
    };

    private static void SetStatus(ServiceRequest s, FieldReader f)
    {
        if (State(f) is { } state)
        {
            s.Status = state.Request;
            return;
        }

        f.Unmapped("table 0119 (with table 0038 in ORC-5)");
        s.StatusElement = new(RequestStatus.Unknown)
        {
            Extension = [new(FhirNames.OriginalCode, new Coding(FhirNames.V2Table("0119"), f.Text!))],
        };
    }

    private static void SetStatus(FhirTask t, FieldReader f) =>
        t.Status = State(f)?.Task ?? FhirTask.TaskStatus.Received;

    private static OrderState? State(FieldReader f) => OrderCodes.StateOf(f.Value.Text, f.Segment[5].TextOrNull);
}
