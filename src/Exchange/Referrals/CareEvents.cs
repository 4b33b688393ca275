using Hl7.Fhir.Model;

namespace IntegrationHub.Exchange;

/// <summary>Which referral an appointment or visit belongs to, and which step it makes. Pure.</summary>
internal static class CareEvents
{
    /// <param name="appointment">The appointment.</param>
    /// <param name="id">Its id.</param>
    /// <param name="referrals">Open referrals of the patient to the member that sends it, newest first.</param>
    public static (Referral? Referral, ReferralStep? Step) Of(
        Appointment appointment, string id, IReadOnlyList<Referral> referrals)
    {
        var step = ReferralStep.OfAppointment(appointment.Status);
        var referral = referrals.FirstOrDefault(r => r.AppointmentId == id)
            ?? Named(appointment.BasedOn, referrals)
            ?? (step?.Action == ReferralAction.Schedule ? Waiting(referrals) : null);
        return (referral, step);
    }

    /// <param name="encounter">The visit.</param>
    /// <param name="id">Its id.</param>
    /// <param name="trigger">Trigger event: <c>A01</c> …</param>
    /// <param name="referrals">Open referrals of the patient to the member that sends it, newest first.</param>
    public static (Referral? Referral, ReferralStep? Step) Of(
        Encounter encounter, string id, string trigger, IReadOnlyList<Referral> referrals)
    {
        var referral = referrals.FirstOrDefault(r => r.EncounterId == id) ?? Named(encounter.BasedOn, referrals);
        var step = ReferralStep.OfVisit(trigger, hadSlot: referral?.AppointmentId is not null);
        if (step?.Action == ReferralAction.Arrive)
            referral ??= Waiting(referrals);
        return (referral, step);
    }

    /// <summary>The referral with the appointment or visit that moved it.</summary>
    public static Referral Noted(Referral referral, ReferralAction action, ChangedResource changed) => action switch
    {
        ReferralAction.Schedule => referral with { AppointmentId = changed.Id },
        ReferralAction.Unschedule => referral with { AppointmentId = null },
        ReferralAction.Arrive => referral with { EncounterId = changed.Id },
        ReferralAction.UndoArrival or ReferralAction.UndoArrivalToSlot => referral with { EncounterId = null },
        _ => referral,
    };

    private static Referral? Named(List<ResourceReference> basedOn, IReadOnlyList<Referral> referrals) =>
        referrals.FirstOrDefault(r => basedOn.Exists(b => b.Reference == "ServiceRequest/" + r.RequestId));

    // Nothing names the referral: the patient comes for the one that is furthest on, the newest of those.
    private static Referral? Waiting(IReadOnlyList<Referral> referrals) => referrals
        .OrderByDescending(r => r.State switch
        {
            ReferralState.Scheduled => 4,
            ReferralState.Accepted => 3,
            ReferralState.Submitted => 2,
            ReferralState.InfoRequested => 1,
            _ => 0,
        })
        .FirstOrDefault();
}
