using System.Collections.Frozen;
using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.Appointment;

namespace IntegrationHub.Adapters;

/// <summary>Codes about appointments.</summary>
internal static class BookingCodes
{
    /// <summary>Table 0278, SCH-25.</summary>
    private static readonly FrozenDictionary<string, AppointmentStatus> Statuses =
        new Dictionary<string, AppointmentStatus>
        {
            ["Pending"] = AppointmentStatus.Pending,
            ["Waitlist"] = AppointmentStatus.Waitlist,
            ["Booked"] = AppointmentStatus.Booked,
            ["Overbook"] = AppointmentStatus.Booked,
            ["Started"] = AppointmentStatus.Arrived,
            ["Complete"] = AppointmentStatus.Fulfilled,
            ["Cancelled"] = AppointmentStatus.Cancelled,
            ["Dc"] = AppointmentStatus.Cancelled,
            ["Deleted"] = AppointmentStatus.EnteredInError,
            ["Noshow"] = AppointmentStatus.Noshow,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The status a trigger event alone gives.</summary>
    public static AppointmentStatus StatusOf(string trigger) => trigger switch
    {
        "S15" => AppointmentStatus.Cancelled,
        "S26" => AppointmentStatus.Noshow,
        _ => AppointmentStatus.Booked,
    };

    /// <summary>SCH-25, which refines S12, S13 and S14; a cancellation is one whatever it says.</summary>
    public static Code<AppointmentStatus> Status(FieldReader f)
    {
        var trigger = f.Scope.Trigger;
        var said = f.Value.Component(1).TextOrNull ?? f.Value.Component(2).Text;
        var known = Statuses.TryGetValue(said, out var status);
        if (!known)
            f.Unmapped("table 0278");
        if (trigger is "S15" or "S26" || !known)
            status = StatusOf(trigger);
        var code = new Code<AppointmentStatus>(status);
        if (!known)
            code.Extension.Add(new(Fhir.FhirNames.OriginalCode, new Coding(Fhir.FhirNames.V2Table("0278"), said)));
        return code;
    }

    /// <summary>Minutes in one unit of SCH-10 or AIS-8; minutes when none is named.</summary>
    public static decimal MinutesIn(string? unit) => unit?.ToUpperInvariant() switch
    {
        "S" or "SEC" => 1m / 60,
        "H" or "HR" or "小时" => 60,
        "D" or "天" => 24 * 60,
        _ => 1,
    };
}
