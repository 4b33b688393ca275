using System.Collections.Frozen;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using static Hl7.Fhir.Model.RequestStatus;

namespace IntegrationHub.Adapters;

/// <summary>A referral as a message tells it; the rows are those of CONVENTIONS 4.4.</summary>
/// <param name="Code"><c>Task.businessStatus</c>.</param>
/// <param name="Display">Chinese name.</param>
/// <param name="Request"><c>ServiceRequest.status</c>.</param>
/// <param name="Task"><c>Task.status</c>.</param>
internal sealed record ReferralTold(string Code, string Display, RequestStatus Request, FhirTaskStatus Task);

/// <summary>Codes about referrals.</summary>
internal static class ReferralCodes
{
    private static readonly ReferralTold Draft = new("draft", "暂存", RequestStatus.Draft, FhirTaskStatus.Draft);
    private static readonly ReferralTold Submitted = new("submitted", "已申请待审核", Active, FhirTaskStatus.Requested);
    private static readonly ReferralTold InfoRequested = new("info-requested", "补充资料", Active, FhirTaskStatus.OnHold);
    private static readonly ReferralTold Accepted = new("accepted", "已审核待接诊", Active, FhirTaskStatus.Accepted);
    private static readonly ReferralTold Rejected = new("rejected", "不予接收", Revoked, FhirTaskStatus.Rejected);
    private static readonly ReferralTold Scheduled = new("scheduled", "已安排", Active, FhirTaskStatus.Accepted);
    private static readonly ReferralTold Arrived = new("arrived", "已到诊", Active, FhirTaskStatus.InProgress);
    private static readonly ReferralTold Done = new("completed", "已完成", Completed, FhirTaskStatus.Completed);
    private static readonly ReferralTold Returned = new("returned", "已下转", Completed, FhirTaskStatus.Completed);
    private static readonly ReferralTold Cancelled = new("cancelled", "取消转诊", Revoked, FhirTaskStatus.Cancelled);
    private static readonly ReferralTold Expired = new("expired", "超时未到诊", Revoked, FhirTaskStatus.Failed);

    /// <summary>RF1-1: table 0283, and the hub's own words, which say more.</summary>
    private static readonly FrozenDictionary<string, ReferralTold> Statuses = new Dictionary<string, ReferralTold>
    {
        ["P"] = Submitted,
        ["A"] = Accepted,
        ["R"] = Rejected,
        ["E"] = Expired,
        [Draft.Code] = Draft,
        [Submitted.Code] = Submitted,
        [InfoRequested.Code] = InfoRequested,
        [Accepted.Code] = Accepted,
        [Rejected.Code] = Rejected,
        [Scheduled.Code] = Scheduled,
        [Arrived.Code] = Arrived,
        [Done.Code] = Done,
        [Returned.Code] = Returned,
        [Cancelled.Code] = Cancelled,
        [Expired.Code] = Expired,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Table 0280.</summary>
    public static readonly CodeMap<RequestPriority> Priorities = new("table 0280", RequestPriority.Routine,
    [
        new("S", RequestPriority.Stat),
        new("A", RequestPriority.Asap),
        new("U", RequestPriority.Urgent),
        new("E", RequestPriority.Urgent),
        new("R", RequestPriority.Routine),
    ])
    {
        Usual = new Dictionary<string, RequestPriority>
        {
            ["急诊"] = RequestPriority.Stat,
            ["紧急"] = RequestPriority.Urgent,
            ["急"] = RequestPriority.Urgent,
            ["普通"] = RequestPriority.Routine,
        }.ToFrozenDictionary(),
    };

    /// <summary>What the event alone says: I14 cancels, others submit.</summary>
    public static ReferralTold Told(string trigger) => trigger is "I14" ? Cancelled : Submitted;

    /// <summary>What RF1-1 says, or null when no table knows it; I14 is a cancellation whatever it says.</summary>
    public static ReferralTold? Told(string trigger, string status) =>
        trigger is "I14" ? Cancelled : Statuses.GetValueOrDefault(status);

    /// <summary>Up, down or across the tiers; null when one side is outside the network.</summary>
    public static Extension? Direction(Member? from, Member? to) => from is null || to is null ? null : new(
        FhirNames.ReferralDirection,
        new Code(to.Tier < from.Tier ? "up" : to.Tier > from.Tier ? "down" : "across"));

    /// <summary>The category every referral carries.</summary>
    public static CodeableConcept Category() => new()
    {
        Coding = [new(FhirNames.ServiceCategory, "referral"), new(FhirNames.Snomed, "3457005", "Patient referral")],
        Text = "转诊",
    };
}
