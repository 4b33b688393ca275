using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Exchange;

/// <summary>The two entries of a converted REF message that are the referral itself, and their ids.</summary>
internal sealed record ReferralEntries(PlannedEntry Request, string RequestId, PlannedEntry Task, string TaskId)
{
    public ServiceRequest RequestContent => (ServiceRequest)Request.Resource;

    public FhirTask TaskContent => (FhirTask)Task.Resource;

    /// <summary>Finds them; null when the bundle holds no referral.</summary>
    public static ReferralEntries? In(ResolvedBundle bundle)
    {
        var task = bundle.Entries.FirstOrDefault(e => e.Resource is FhirTask t && IsReferral(t));
        var focus = (task?.Resource as FhirTask)?.Focus?.Reference;
        var request = bundle.Entries.FirstOrDefault(e =>
            e.Resource is ServiceRequest && bundle.KeyOf(e).ToString() == focus);
        return task is null || request is null ? null : new(request, bundle.IdOf(request), task, bundle.IdOf(task));
    }

    private static bool IsReferral(FhirTask task) =>
        task.Code?.Coding.Exists(c => c.System == FhirNames.TaskCode && c.Code == "referral") == true;

    /// <summary>Who refers to whom; the number of a referral is always the referrer's.</summary>
    /// <returns>The two member ids, or what is missing.</returns>
    public Result<(string Referrer, string Receiver)> Parties(MemberDirectory members)
    {
        var referrer = Custody.Custodian(Request.Key, "", members) is { Length: > 0 } scope
            ? scope
            : SharingRules.MemberOf(TaskContent.Requester, members)
                ?? SharingRules.MemberOf(RequestContent.Requester, members);
        var receiver = SharingRules.MemberOf(TaskContent.Owner, members)
            ?? RequestContent.Performer
                .Select(p => SharingRules.MemberOf(p, members))
                .FirstOrDefault(m => m is not null);
        List<HubError> errors = [];
        if (referrer is null)
            errors.Add(HubError.FieldMissing(Task.Path + ".requester", "The referring organisation, a member,"));
        if (receiver is null)
            errors.Add(HubError.FieldMissing(Task.Path + ".owner", "The receiving organisation, a member,"));
        return errors.Count == 0 ? (referrer!, receiver!) : Result<(string, string)>.Failed(errors);
    }
}
