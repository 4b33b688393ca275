using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static Hl7.Fhir.Model.RequestStatus;

namespace IntegrationHub.Exchange;

/// <summary>A state as FHIR shows it; the rows of CONVENTIONS 4.4.</summary>
internal sealed record ReferralStatus(
    ReferralState State, string Code, string Display, RequestStatus Request, TaskStatus Task)
{
    private static readonly IReadOnlyList<ReferralStatus> All =
    [
        new(ReferralState.Draft,         "draft",          "暂存",                Draft,     TaskStatus.Draft),
        new(ReferralState.Submitted,     "submitted",      "已申请待审核",         Active,    TaskStatus.Requested),
        new(ReferralState.InfoRequested, "info-requested", "补充资料",            Active,    TaskStatus.OnHold),
        new(ReferralState.Accepted,      "accepted",       "已审核待接诊",         Active,    TaskStatus.Accepted),
        new(ReferralState.Rejected,      "rejected",       "不予接收",            Revoked,   TaskStatus.Rejected),
        new(ReferralState.Scheduled,     "scheduled",      "已安排",              Active,    TaskStatus.Accepted),
        new(ReferralState.Arrived,       "arrived",        "已到诊",              Active,    TaskStatus.InProgress),
        new(ReferralState.Completed,     "completed",      "已完成",              Completed, TaskStatus.Completed),
        new(ReferralState.Returned,      "returned",       "已下转",              Completed, TaskStatus.Completed),
        new(ReferralState.Cancelled,     "cancelled",      "取消转诊",            Revoked,   TaskStatus.Cancelled),
        new(ReferralState.Expired,       "expired",        "超时未到诊",           Revoked,   TaskStatus.Failed),
    ];

    public static ReferralStatus Of(ReferralState state) => All[(int)state];

    /// <summary>The state a database row names.</summary>
    public static ReferralState Parse(string code) => All.Single(s => s.Code == code).State;

    /// <summary>Writes the state into both resources; nobody else writes these elements of a referral.</summary>
    public static void Write(ReferralState state, ServiceRequest request, FhirTask task, DateTimeOffset now)
    {
        var status = Of(state);
        request.Status = status.Request;
        task.Status = status.Task;
        task.BusinessStatus = new CodeableConcept(FhirNames.ReferralStatus, status.Code, status.Display, null);
        task.LastModifiedElement = new FhirDateTime(now.ToUniversalTime());
    }
}
