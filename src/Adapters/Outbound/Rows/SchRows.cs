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
        { "SCH-16", "participant[ENT]", (f, s) => f.Staff(Contact(f.Draft, s.Appointment)) },
        { "SCH-20", "participant[ENT]", (f, s) => f.Staff(Contact(f.Draft, s.Appointment)) },
        { "SCH-25", "status", (f, s) => f.Text(StatusCodes.Of(s.Appointment.Status), null, "HL70278") },
        { "SCH-26", "basedOn[placer]", (f, s) => f.Entity(
            Numbers.Find(Orders(f.Draft, s.Appointment), Kinds.Referral)
            ?? Numbers.Find(Orders(f.Draft, s.Appointment), Kinds.Placer, "PLAC")) },
        { "SCH-27", "basedOn[filler]", (f, s) =>
            f.Entity(Orders(f.Draft, s.Appointment), Kinds.Filler, "FILL") },
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
        { "AIL-4", "participant.type", (f, s) => f.Concept(TypeOf(s.Participant)) },
    };

    public static readonly SegmentRows<SlotOut> Personnel = new("AIP", source: "v2-to-FHIR: AIP[Appointment]")
    {
        { "AIP-1", "—", (f, s) => f.Number(s.Number) },
        { "AIP-2", "—", (f, s) => f.Text(StatusCodes.ActionOf(s.Trigger)) },
        { "AIP-3", "participant.actor", (f, s) => f.Staff(s.Participant?.Actor) },
        { "AIP-4", "participant.type", (f, s) => f.Concept(TypeOf(s.Participant)) },
    };

    public static readonly SegmentRows<SlotOut> Device = new("AIG", source: "v2-to-FHIR: AIG[Appointment]")
    {
        { "AIG-1", "—", (f, s) => f.Number(s.Number) },
        { "AIG-2", "—", (f, s) => f.Text(StatusCodes.ActionOf(s.Trigger)) },
        { "AIG-3", "participant.actor", (f, s) =>
            f.Text(s.Participant?.Actor?.Identifier?.Value, s.Participant?.Actor?.Display, "L") },
        { "AIG-4", "participant.type", (f, s) => f.Concept(TypeOf(s.Participant)) },
    };

    /// <summary>Who answers for the booking and did not make part of it.</summary>
    public static bool IsContact(Appointment.ParticipantComponent participant) =>
        participant.Type.Exists(t => t.Coding.Exists(c => c.Code == "ENT"));

    private static CodeableConcept Routine => new(FhirNames.V2Table("0276"), "ROUTINE", "Routine", null);

    private static Identifier? Filler(Appointment appointment) =>
        appointment.Identifier.Find(i => Numbers.KindOf(i) == Kinds.Appointment && Numbers.TypeOf(i) != "PLAC")
        ?? appointment.Identifier.Find(i => Numbers.TypeOf(i) != "PLAC");

    // SCH-16 is required: without a contact the first doctor booked stands for one.
    private static ResourceReference? Contact(Draft draft, Appointment appointment) =>
        (appointment.Participant.Find(IsContact) ?? appointment.Participant.Find(p => draft.IsPerson(p.Actor)))?.Actor;

    // What the hospital calls it; the role in FHIR's own words says nothing to it.
    private static CodeableConcept? TypeOf(Appointment.ParticipantComponent? participant) => participant?.Type
        .Find(t => !t.Coding.Exists(c => c.System == FhirNames.V3("ParticipationType")));

    // The referral or orders it was made for, found or known by number only.
    private static List<Identifier> Orders(Draft draft, Appointment appointment)
    {
        var numbers = new List<Identifier>();
        foreach (var order in appointment.BasedOn)
        {
            numbers.AddRange(draft.Find<ServiceRequest>(order)?.Identifier ?? []);
            if (order.Identifier is { } number)
                numbers.Add(number);
        }
        if (numbers.Count == 0)
            numbers.AddRange(draft.Resources.OfType<ServiceRequest>().FirstOrDefault()?.Identifier ?? []);
        return numbers;
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
