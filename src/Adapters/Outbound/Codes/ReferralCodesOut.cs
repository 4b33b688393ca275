using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>Where a referral stands, as HL7 v2 can say it.</summary>
internal static class ReferralCodesOut
{
    /// <summary>Table 0283, RF1-1: the hub's fine status stands beside it in the alternate coding.</summary>
    public static (string Code, string Display) StatusOf(Hl7.Fhir.Model.Task? task) => FineStatus(task)?.Code switch
    {
        "accepted" or "scheduled" or "arrived" or "completed" or "returned" => ("A", "Accepted"),
        "rejected" or "cancelled" => ("R", "Rejected"),
        "expired" => ("E", "Expired"),
        null => StatusOf(task?.Status),
        _ => ("P", "Pending"),
    };

    /// <summary>The hub's status: <c>submitted</c>, <c>accepted</c> …</summary>
    public static Coding? FineStatus(Hl7.Fhir.Model.Task? task) =>
        task?.BusinessStatus?.Coding.Find(c => c.System == FhirNames.ReferralStatus);

    /// <summary>Table 0280, RF1-2.</summary>
    public static (string Code, string Display)? PriorityOf(RequestPriority? priority) => priority switch
    {
        RequestPriority.Stat => ("S", "STAT"),
        RequestPriority.Asap or RequestPriority.Urgent => ("A", "ASAP"),
        RequestPriority.Routine => ("R", "Routine"),
        _ => null,
    };

    private static (string, string) StatusOf(Hl7.Fhir.Model.Task.TaskStatus? status) => status switch
    {
        Hl7.Fhir.Model.Task.TaskStatus.Accepted or Hl7.Fhir.Model.Task.TaskStatus.InProgress
            or Hl7.Fhir.Model.Task.TaskStatus.Completed => ("A", "Accepted"),
        Hl7.Fhir.Model.Task.TaskStatus.Rejected or Hl7.Fhir.Model.Task.TaskStatus.Cancelled => ("R", "Rejected"),
        Hl7.Fhir.Model.Task.TaskStatus.Failed => ("E", "Expired"),
        _ => ("P", "Pending"),
    };
}
