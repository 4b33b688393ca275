using System.Globalization;
using Hl7.Fhir.Model;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>RRI^I12/I13/I14: MSA RF1 [AUT] PRD PRD PID {NTE}. The status in RF1-1; reason and appointment as notes,
/// too.</summary>
internal static class ReferralStatusMessage
{
    public static void Write(Draft draft)
    {
        if (draft.Focus<Hl7.Fhir.Model.Task>() is not { } task)
            return;
        if (draft.Find<ServiceRequest>(task.Focus) is not { } request)
        {
            draft.Missing("Task.focus", "The referral");
            return;
        }
        var referral = new ReferralOut(request, task);
        var slot = draft.Resources.OfType<Appointment>().FirstOrDefault();
        var trigger = draft.Delivery.Trigger is "I12" or "I13" or "I14" ? draft.Delivery.Trigger : "I13";
        MshRows.Write(draft, new("RRI", trigger, "RRI_I12"));
        if (referral.Number is null)
            draft.Missing("ServiceRequest.identifier", "The number of the referral");
        AutRows.Answer.Write(draft, referral);
        Rf1Rows.Rows.Write(draft, referral);
        if (ReferralCodesOut.StatusOf(task).Code == "A")
            AutRows.Authorisation.Write(draft, (referral, slot));
        PrdRows.Write(draft, referral);
        PidRows.Write(draft, request.Subject, "ServiceRequest.subject");
        NteRows.Write(draft, [.. Said(draft, task, slot), .. task.Note]);
    }

    // What HL7 has no field for, in the words people read.
    private static IEnumerable<Annotation> Said(Draft draft, Hl7.Fhir.Model.Task task, Appointment? slot)
    {
        if (ReferralCodesOut.FineStatus(task) is { } status)
            yield return new() { Text = $"{status.Display ?? status.Code} ({status.Code})" };
        if (task.StatusReason is { } reason && (reason.Text ?? reason.Coding.FirstOrDefault()?.Display) is { } text)
            yield return new() { Text = text };
        if (slot?.Start is { } start && slot.Status is Appointment.AppointmentStatus.Booked)
        {
            var time = start.ToOffset(draft.Context.Offset).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            var what = slot.ServiceType.FirstOrDefault()?.Text ?? slot.Description;
            yield return new() { Text = string.Join(' ', new[] { "预约", time, what }.Where(t => t is not null)) };
        }
    }
}
