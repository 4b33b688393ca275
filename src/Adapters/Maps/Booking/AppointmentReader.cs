using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>SCH [TQ1] [NTE] … {RGS {AIS | AIG | AIL | AIP [NTE]}} → Appointment.</summary>
internal static class AppointmentReader
{
    public static void Read(Scope scope)
    {
        if (scope.Message.First("SCH") is not { } sch)
        {
            scope.Missing("SCH", "The schedule segment");
            return;
        }

        var appointment = new Appointment { Status = BookingCodes.StatusOf(scope.Trigger) };
        SchMap.Rows.Read(sch, appointment, scope);
        Participants.Add(appointment, scope.Patient, "SBJ");
        foreach (var segment in scope.Message.Segments)
            Take(scope, segment, appointment);
        Complete(scope, sch, appointment);
    }

    private static void Take(Scope scope, Hl7Segment segment, Appointment appointment)
    {
        switch (segment.Name)
        {
            case "TQ1":
                Tq1Map.Appointment.Read(segment, appointment, scope);
                break;
            case "NTE":
                var note = new Annotation();
                NteMap.Rows.Read(segment, note, scope, "Appointment.comment");
                appointment.Comment = appointment.Comment is null ? note.Text : $"{appointment.Comment}\n{note.Text}";
                break;
            case "RGS":
                RgsMap.Rows.Read(segment, appointment, scope);
                break;
            case "AIS":
                AisMap.Rows.Read(segment, appointment, scope);
                break;
            case "AIG":
                AigMap.Rows.Read(segment, appointment, scope);
                break;
            case "AIL":
                AilMap.Rows.Read(segment, appointment, scope);
                break;
            case "AIP":
                AipMap.Rows.Read(segment, appointment, scope);
                break;
        }
    }

    // Written and unreadable, or not written at all.
    private static HubError StartIs(Hl7Segment sch) => sch[11].Component(4) is { HasValue: true } written
        ? HubError.FieldMalformed(written.Path.ToString(), "a date and time")
        : HubError.FieldMissing(sch[11].Path.ToString(), "The start (SCH-11.4, TQ1-7 or AIS-4)");

    private static void Complete(Scope scope, Hl7Segment sch, Appointment appointment)
    {
        var own = scope.SystemOf(scope.Context.Member, Kinds.Appointment);
        var identity = appointment.Identifier.Find(i => i.System == own) ?? appointment.Identifier.FirstOrDefault();
        if (identity is null)
            scope.Missing(sch[2], "The filler or placer appointment number");
        var gone = appointment.Status is Appointment.AppointmentStatus.Cancelled or Appointment.AppointmentStatus.Noshow
            or Appointment.AppointmentStatus.EnteredInError;
        if (appointment.Start is null && !gone)
            scope.Fail(StartIs(sch));
        if (appointment is { Start: { } start, End: null, MinutesDuration: { } minutes })
            appointment.End = start.AddMinutes(minutes);
        if (gone && appointment.Status is not Appointment.AppointmentStatus.Noshow)
            appointment.Participant.ForEach(p => p.Status = ParticipationStatus.Declined);
        if (identity is not null)
            scope.Draft.Put(appointment, identity.System!, identity.Value!);
    }
}
