using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>An appointment and what is booked by it.</summary>
/// <param name="Number">Of the segment among its kind.</param>
/// <param name="Trigger">E.g. <c>S12</c>.</param>
/// <param name="Appointment">The whole.</param>
/// <param name="Participant">The person or place booked, in AIP and AIL.</param>
internal sealed record SlotOut(
    int Number, string Trigger, Appointment Appointment, Appointment.ParticipantComponent? Participant = null)
{
    public int? Minutes => Appointment.MinutesDuration ?? (Appointment.End - Appointment.Start)?.TotalMinutes switch
    {
        { } minutes and > 0 => (int)minutes,
        _ => null,
    };
}

/// <summary>Appointment → SCH, AIS, AIL, AIP.</summary>
internal static class SchRows
{
    public static readonly SegmentRows<SlotOut> Schedule = new("SCH", source: "v2-to-FHIR: SCH[Appointment]")
    {
        { "SCH-1", "identifier[PLAC]", (f, s) =>
            f.Entity(s.Appointment.Identifier.Find(i => Numbers.TypeOf(i) == "PLAC")) },
        { "SCH-2", "identifier", (f, s) => f.Entity(Filler(s.Appointment)) },
        { "SCH-6", "cancelationReason", (f, s) => f.Concept(s.Appointment.CancelationReason ?? Routine) },
        { "SCH-7", "reasonCode", (f, s) => f.Concept(s.Appointment.ReasonCode.FirstOrDefault()) },
        { "SCH-8", "appointmentType", (f, s) => f.Concept(s.Appointment.AppointmentType) },
        { "SCH-9", "minutesDuration", (f, s) => f.Number(s.Minutes) },
        { "SCH-10", "minutesDuration", (f, s) => f.Text(s.Minutes is null ? [] : ["min", "minute", "UCUM"]) },
        { "SCH-11", "start, end", (f, s) => WriteTiming(f, s) },
        { "SCH-16", "participant[Practitioner]", (f, s) => f.Staff(People(f.Draft, s.Appointment)) },
        { "SCH-20", "participant[Practitioner]", (f, s) => f.Staff(People(f.Draft, s.Appointment).FirstOrDefault()) },
        { "SCH-25", "status", (f, s) => f.Text(StatusCodes.Of(s.Appointment.Status), null, "HL70278") },
        { "SCH-26", "basedOn.identifier", (f, s) => f.Entity(Order(f.Draft, s.Appointment)) },
    };

    public static readonly SegmentRows<SlotOut> Service = new("AIS", source: "v2-to-FHIR: AIS[Appointment]")
    {
        { "AIS-1", "—", (f, s) => f.Number(s.Number) },
        { "AIS-2", "—", (f, s) => f.Text(StatusCodes.ActionOf(s.Trigger)) },
        { "AIS-3", "serviceType", (f, s) => f.Concept(
            s.Appointment.ServiceType.Concat(s.Appointment.Specialty).Concat(s.Appointment.ReasonCode)
                .FirstOrDefault()) },
        { "AIS-4", "start", (f, s) => f.Time(s.Appointment.Start) },
        { "AIS-7", "minutesDuration", (f, s) => f.Number(s.Minutes) },
        { "AIS-8", "minutesDuration", (f, s) => f.Text(s.Minutes is null ? [] : ["min", "minute", "UCUM"]) },
        { "AIS-10", "status", (f, s) => f.Text(StatusCodes.Of(s.Appointment.Status), null, "HL70278") },
    };

    public static readonly SegmentRows<SlotOut> Location = new("AIL", source: "v2-to-FHIR: AIL[Appointment]")
    {
        { "AIL-1", "—", (f, s) => f.Number(s.Number) },
        { "AIL-2", "—", (f, s) => f.Text(StatusCodes.ActionOf(s.Trigger)) },
        { "AIL-3", "participant.actor", (f, s) => f.Place(s.Participant?.Actor) },
        { "AIL-4", "participant.type", (f, s) => f.Concept(s.Participant?.Type.FirstOrDefault()) },
    };

    public static readonly SegmentRows<SlotOut> Personnel = new("AIP", source: "v2-to-FHIR: AIP[Appointment]")
    {
        { "AIP-1", "—", (f, s) => f.Number(s.Number) },
        { "AIP-2", "—", (f, s) => f.Text(StatusCodes.ActionOf(s.Trigger)) },
        { "AIP-3", "participant.actor", (f, s) => f.Staff(s.Participant?.Actor) },
        { "AIP-4", "participant.type", (f, s) => f.Concept(s.Participant?.Type.FirstOrDefault()) },
    };

    private static CodeableConcept Routine => new(FhirNames.V2Table("0276"), "ROUTINE", "Routine", null);

    private static Identifier? Filler(Appointment appointment) =>
        appointment.Identifier.Find(i => Numbers.KindOf(i) == Kinds.Appointment && Numbers.TypeOf(i) != "PLAC")
        ?? appointment.Identifier.Find(i => Numbers.TypeOf(i) != "PLAC");

    private static IEnumerable<ResourceReference?> People(Draft draft, Appointment appointment) =>
        appointment.Participant
            .Select(p => p.Actor)
            .Where(a => draft.Find<Practitioner>(a) is not null || draft.Find<PractitionerRole>(a) is not null);

    // The referral or order it was made for.
    private static Identifier? Order(Draft draft, Appointment appointment)
    {
        var order = appointment.BasedOn.Select(draft.Find<ServiceRequest>).FirstOrDefault(o => o is not null)
            ?? draft.Resources.OfType<ServiceRequest>().FirstOrDefault();
        return order is null ? null : Numbers.Find(order.Identifier, Kinds.Referral)
            ?? Numbers.Find(order.Identifier, Kinds.Placer, "PLAC");
    }

    // TQ: duration as M30, then start and end.
    private static void WriteTiming(FieldWriter f, SlotOut slot)
    {
        var offset = f.Draft.Context.Offset;
        f.Text(
            null, null, slot.Minutes is { } minutes ? $"M{minutes}" : null,
            Times.Of(slot.Appointment.Start, offset), Times.Of(slot.Appointment.End, offset));
    }
}
