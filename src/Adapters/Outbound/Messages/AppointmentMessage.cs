using Hl7.Fhir.Model;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>SIU^S12/S13/S14/S15/S26: SCH {NTE} PID RGS AIS {AIL} {AIP}.</summary>
internal static class AppointmentMessage
{
    private static readonly SegmentRows<int> Group = new("RGS", source: "HL7 v2.5.1 §10.6.3")
    {
        { "RGS-1", "—", (f, number) => f.Number(number) },
    };

    public static void Write(Draft draft)
    {
        if (draft.Focus<Appointment>() is not { } appointment)
            return;
        var trigger = draft.Delivery.Trigger is "S12" or "S13" or "S14" or "S15" or "S26"
            ? draft.Delivery.Trigger
            : StatusCodes.TriggerOf(appointment.Status);
        MshRows.Write(draft, new("SIU", trigger, "SIU_S12"));
        if (!appointment.Identifier.Exists(i => !string.IsNullOrEmpty(i.Value)))
            draft.Missing("Appointment.identifier", "The number of the appointment");
        SchRows.Schedule.Write(draft, new(1, trigger, appointment));
        NteRows.Write(draft, Notes(appointment));
        var patient = appointment.Participant.Find(p => draft.Find<Patient>(p.Actor) is not null)?.Actor;
        PidRows.Write(draft, patient, "Appointment.participant");
        Group.Write(draft, 1);
        SchRows.Service.Write(draft, new(1, trigger, appointment));
        WriteResources(draft, appointment, trigger);
    }

    private static void WriteResources(Draft draft, Appointment appointment, string trigger)
    {
        var (devices, places, people) = (0, 0, 0);
        foreach (var device in appointment.Participant.Where(p => draft.IsDevice(p.Actor)))
            SchRows.Device.Write(draft, new(++devices, trigger, appointment, device));
        foreach (var place in appointment.Participant.Where(p => draft.IsPlace(p.Actor)))
            SchRows.Location.Write(draft, new(++places, trigger, appointment, place));
        foreach (var person in appointment.Participant.Where(p => draft.IsPerson(p.Actor) && !SchRows.IsContact(p)))
            SchRows.Personnel.Write(draft, new(++people, trigger, appointment, person));
    }

    private static IEnumerable<Annotation> Notes(Appointment appointment) =>
        new[] { appointment.Comment, appointment.PatientInstruction, appointment.Description }
            .Where(t => !string.IsNullOrEmpty(t))
            .Select(t => new Annotation { Text = t });
}
