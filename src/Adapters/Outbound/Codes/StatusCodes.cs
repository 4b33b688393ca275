using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.Appointment;
using static Hl7.Fhir.Model.DiagnosticReport;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>Statuses as HL7 v2 writes them.</summary>
internal static class StatusCodes
{
    /// <summary>Table 0085, OBX-11.</summary>
    public static string Of(ObservationStatus? status) => status switch
    {
        ObservationStatus.Final => "F",
        ObservationStatus.Corrected or ObservationStatus.Amended => "C",
        ObservationStatus.Registered => "I",
        ObservationStatus.Cancelled => "X",
        ObservationStatus.EnteredInError => "W",
        _ => "P", // not known to be final
    };

    /// <summary>Table 0123, OBR-25.</summary>
    public static string Of(DiagnosticReportStatus? status) => status switch
    {
        DiagnosticReportStatus.Final => "F",
        DiagnosticReportStatus.Corrected or DiagnosticReportStatus.Amended or DiagnosticReportStatus.Appended => "C",
        DiagnosticReportStatus.Registered => "I",
        DiagnosticReportStatus.Partial => "A",
        DiagnosticReportStatus.Cancelled or DiagnosticReportStatus.EnteredInError => "X",
        _ => "P",
    };

    /// <summary>Table 0278, SCH-25 and AIS-10.</summary>
    public static string Of(AppointmentStatus? status) => status switch
    {
        AppointmentStatus.Booked => "Booked",
        AppointmentStatus.Cancelled => "Cancelled",
        AppointmentStatus.Noshow => "Noshow",
        AppointmentStatus.Fulfilled => "Complete",
        AppointmentStatus.Arrived or AppointmentStatus.CheckedIn => "Started",
        AppointmentStatus.Waitlist => "Waitlist",
        AppointmentStatus.EnteredInError => "Deleted",
        _ => "Pending",
    };

    /// <summary>SIU trigger for a status, when the delivery names none.</summary>
    public static string TriggerOf(AppointmentStatus? status) => status switch
    {
        AppointmentStatus.Cancelled or AppointmentStatus.EnteredInError => "S15",
        AppointmentStatus.Noshow => "S26",
        AppointmentStatus.Arrived or AppointmentStatus.CheckedIn or AppointmentStatus.Fulfilled => "S14",
        _ => "S12",
    };

    /// <summary>Table 0206, AIS-2, AIL-2, AIP-2.</summary>
    public static string ActionOf(string trigger) => trigger switch
    {
        "S12" => "A",
        "S15" => "D",
        _ => "U",
    };

    /// <summary>Table 0119, ORC-1 of an order. A later version is a change of the order.</summary>
    public static string ControlOf(ServiceRequest order) => order.Status switch
    {
        RequestStatus.Revoked or RequestStatus.EnteredInError => "CA",
        RequestStatus.OnHold => "HD",
        RequestStatus.Completed => "SC",
        _ => order.Meta?.VersionId is null or "1" ? "NW" : "XO",
    };

    /// <summary>Table 0038, ORC-5.</summary>
    public static string? OrderStatusOf(RequestStatus? status) => status switch
    {
        RequestStatus.Completed => "CM",
        RequestStatus.Revoked or RequestStatus.EnteredInError => "CA",
        RequestStatus.OnHold => "HD",
        _ => null,
    };

    /// <summary>Table 0485 (TQ1-9), also understood in ORC-7.6 and OBR-27.6.</summary>
    public static string? Of(RequestPriority? priority) => priority switch
    {
        RequestPriority.Stat => "S",
        RequestPriority.Asap or RequestPriority.Urgent => "A",
        RequestPriority.Routine => "R",
        _ => null,
    };
}
