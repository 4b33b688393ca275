using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Exchange;

/// <summary>A resource that a message changed.</summary>
internal sealed record ChangedResource(string Id, string Custodian, Resource Resource);

/// <summary>A step a referral made.</summary>
internal sealed record MadeStep(Referral Referral, ReferralState From, ReferralStep Step);

/// <summary>One delivery decided: who is told what. The bundle is collected from the focus.</summary>
/// <param name="Recipient">Member.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Trigger">Trigger event wanted on the wire; null: the kind's default.</param>
/// <param name="Focus"><c>Type/id</c> of the focus.</param>
/// <param name="Also">Further resources the recipient needs, as <c>Type/id</c>.</param>
/// <param name="Custodian">The other side: whose word the recipient hears.</param>
internal sealed record Notice(
    string Recipient, DeliveryKind Kind, string? Trigger, string Focus, IReadOnlyList<string> Also, string Custodian);

/// <summary>Who is told what: the parties of a referral, and the two sides of an order. Pure.</summary>
internal static class SharingRules
{
    /// <summary>How long the parties of a finished referral still hear of late results and corrections.</summary>
    public static readonly TimeSpan AfterCare = TimeSpan.FromDays(30);

    /// <summary>The parties may see each other's results: the referral runs, or ended well not long ago.</summary>
    public static bool IsShared(Referral referral, DateTimeOffset now) => referral.State switch
    {
        ReferralState.Submitted or ReferralState.InfoRequested or ReferralState.Accepted
            or ReferralState.Scheduled or ReferralState.Arrived => true,
        ReferralState.Completed or ReferralState.Returned => now - referral.ChangedAt <= AfterCare,
        _ => false,
    };

    /// <summary>The referral itself to the receiver; its status to the referrer whenever it changed.</summary>
    /// <param name="made">The step.</param>
    /// <param name="trigger">Trigger of the message that made it: <c>I13</c>, <c>S12</c>, <c>A01</c> …</param>
    public static IEnumerable<Notice> OfStep(MadeStep made, string trigger)
    {
        var (referral, from, step) = made;
        var (task, request) = ("Task/" + referral.TaskId, "ServiceRequest/" + referral.RequestId);
        if (referral.Referrer == referral.Receiver)
            yield break; // both sides are one system: it knows
        if (step.By == Party.Referrer && referral.State != ReferralState.Draft)
        {
            var wire = step.Action switch
            {
                ReferralAction.Submit => "I12",
                ReferralAction.Cancel => "I14",
                _ => "I13",
            };
            yield return new(referral.Receiver, DeliveryKind.Referral, wire, request, [task], referral.Referrer);
        }

        if (referral.State == from || referral.State == ReferralState.Draft)
            yield break;
        var status = trigger is "I12" or "I14" ? trigger : "I13";
        yield return new(
            referral.Referrer, DeliveryKind.ReferralStatus, status, task, Appointment(referral), referral.Receiver);
    }

    /// <summary>A result to the other party of every running referral, and to the member that ordered it.</summary>
    /// <param name="report">The changed report.</param>
    /// <param name="referrals">Referrals of the patient.</param>
    /// <param name="orderers">Custodians of the orders the report is based on.</param>
    /// <param name="now">Decides whether a finished referral still counts.</param>
    public static IEnumerable<Notice> OfReport(
        ChangedResource report, IEnumerable<Referral> referrals, IEnumerable<string> orderers, DateTimeOffset now) =>
        referrals.Where(r => IsShared(r, now)).Select(r => r.Partner(report.Custodian)).OfType<string>()
            .Concat(orderers)
            .Where(member => member != report.Custodian)
            .Distinct()
            .Select(member => new Notice(
                member, DeliveryKind.Result, null, "DiagnosticReport/" + report.Id, [], report.Custodian));

    /// <summary>An appointment the receiver gave to a referred patient, to the referrer.</summary>
    public static IEnumerable<Notice> OfAppointment(
        ChangedResource appointment, IEnumerable<Referral> referrals, string trigger, DateTimeOffset now) =>
        referrals.Where(r => r.Receiver == appointment.Custodian && IsShared(r, now))
            .DistinctBy(r => r.Referrer)
            .Select(r => new Notice(
                r.Referrer, DeliveryKind.Appointment, trigger, "Appointment/" + appointment.Id,
                ["ServiceRequest/" + r.RequestId, "Task/" + r.TaskId], appointment.Custodian));

    /// <summary>An order to each other member that is to perform it.</summary>
    public static IEnumerable<Notice> OfOrder(ChangedResource order, MemberDirectory members) =>
        ((ServiceRequest)order.Resource).Performer
            .Select(p => MemberOf(p, members))
            .OfType<string>()
            .Where(member => member != order.Custodian)
            .Distinct()
            .Select(member => new Notice(
                member, DeliveryKind.Order, null, "ServiceRequest/" + order.Id, [], order.Custodian));

    /// <summary>The member a reference names, or null.</summary>
    public static string? MemberOf(ResourceReference? reference, MemberDirectory members) =>
        FhirReference.TryRead(reference?.Reference, out var type, out var id) && type == "Organization"
            ? members.Find(id)?.Id
            : null;

    private static IReadOnlyList<string> Appointment(Referral referral) =>
        referral.AppointmentId is { } id ? ["Appointment/" + id] : [];
}
