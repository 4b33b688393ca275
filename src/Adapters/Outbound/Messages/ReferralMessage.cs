using Hl7.Fhir.Model;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>REF^I12/I13/I14: RF1 PRD PRD PID {NK1} {DG1} {AL1} {PR1} {OBR {NTE} {OBX {NTE}}} [PV1] {NTE}.</summary>
internal static class ReferralMessage
{
    public static void Write(Draft draft)
    {
        if (draft.Focus<ServiceRequest>() is not { } request)
            return;
        var task = draft.Resources.OfType<Hl7.Fhir.Model.Task>()
            .FirstOrDefault(t => draft.Find<ServiceRequest>(t.Focus) == request);
        var referral = new ReferralOut(request, task);
        var trigger = draft.Delivery.Trigger is "I12" or "I13" or "I14" ? draft.Delivery.Trigger : "I12";
        MshRows.Write(draft, new("REF", trigger, "REF_I12"));
        if (referral.Number is null)
            draft.Missing("ServiceRequest.identifier", "The number of the referral");
        Rf1Rows.Rows.Write(draft, referral);
        PrdRows.Write(draft, referral);
        PidRows.Write(draft, request.Subject, "ServiceRequest.subject");
        PidRows.WriteContacts(draft, request.Subject);
        Dg1Rows.Write(draft);
        Dg1Rows.WriteHistory(draft);
        var number = 0;
        foreach (var report in request.SupportingInfo.Select(draft.Find<DiagnosticReport>).OfType<DiagnosticReport>())
            new ReportSegments(draft, new(draft, report, ++number), withSpecimens: false).Write();
        if (StandaloneSegments.IsAny(draft, request.SupportingInfo))
        {
            StandaloneSegments.Group.Write(draft, (++number, referral.Number));
            StandaloneSegments.Write(draft, request.SupportingInfo);
        }
        Pv1Rows.Write(draft, request.Encounter);
        NteRows.Write(draft, request.Note);
    }
}
