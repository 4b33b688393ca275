using Hl7.Fhir.Model;
using IntegrationHub.Hl7v2;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>TQ1: when and how urgently.</summary>
internal static class Tq1Map
{
    public static readonly SegmentMap<ServiceRequest> Order = new("TQ1", source: "v2-to-FHIR: TQ1[ServiceRequest]")
    {
        Ignore("TQ1-1", "a running number"),
        { "TQ1-2", "quantityQuantity", Optional, (s, f) => s.Quantity = f.Quantity(Cq.Read(f.Value)) },
        { "TQ1-7", "occurrence[x]", Optional, (s, f) => s.Occurrence = f.Prefer(s.Occurrence, Occurrence(f)) },
        { "TQ1-8", "occurrencePeriod.end", Optional, (s, f) => f.Carry() },
        { "TQ1-9", "priority", Optional, (s, f) =>
            s.PriorityElement = f.Prefer(s.PriorityElement, f.Code(OrderCodes.Priorities)) },
        { "TQ1-11", "patientInstruction", Optional, (s, f) => s.PatientInstruction = f.Lines() },
    };

    public static readonly SegmentMap<Appointment> Appointment = new("TQ1", source: "v2-to-FHIR: TQ1[Appointment]")
    {
        Ignore("TQ1-1", "a running number"),
        { "TQ1-7", "start", Optional, (a, f) => a.Start = f.Prefer(a.Start, f.Moment()) },
        { "TQ1-8", "end", Optional, (a, f) => a.End = f.Prefer(a.End, f.Moment()) },
    };

    private static DataType? Occurrence(FieldReader f) =>
        f.Segment[8].HasValue ? FieldReader.Period(f, f.At(f.Segment[8])) : f.DateTime();
}
