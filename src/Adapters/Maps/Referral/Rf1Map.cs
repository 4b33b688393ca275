using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>RF1 → ServiceRequest and Task.</summary>
internal static class Rf1Map
{
    public static readonly SegmentMap<ServiceRequest> Request = new("RF1", source: "v2-to-FHIR: RF1[ServiceRequest]")
    {
        { "RF1-1", "status", Optional, (s, f) => s.Status = Told(f)?.Request },
        { "RF1-2", "priority", Optional, (s, f) => SetPriority(s, f) },
        { "RF1-3", "code", Optional, (s, f) => s.Code = f.Concept("0281") },
        { "RF1-4", "orderDetail", Optional, (s, f) => s.OrderDetail.AddRange(f.Concepts("0282")) },
        { "RF1-5", "category", Optional, (s, f) => s.Category.AddRange(f.Concepts("0284")) },
        { "RF1-6", "identifier", Required, (s, f) => f.Carry() },
        { "RF1-7", "occurrencePeriod.start", Optional, (s, f) =>
            s.Occurrence = FieldReader.Period(f, f.At(f.Segment[8])) },
        { "RF1-8", "occurrencePeriod.end", Optional, (s, f) =>
            s.Occurrence ??= FieldReader.Period(f.At(f.Segment[7]), f) },
        { "RF1-9", "authoredOn", Optional, (s, f) => s.AuthoredOnElement = f.DateTime() },
        { "RF1-10", "reasonCode", Optional, (s, f) => s.ReasonCode.AddRange(f.Concepts("0336")) },
        { "RF1-11", "identifier", Optional, (s, f) => AddExternal(s, f) },
    };

    public static readonly SegmentMap<FhirTask> Task = new("RF1", source: "v2-to-FHIR: RF1[Task]")
    {
        { "RF1-1", "status, businessStatus", Optional, (t, f) => SetStatus(t, f) },
        { "RF1-9", "authoredOn", Optional, (t, f) => t.AuthoredOnElement = f.DateTime() },
    };

    private static void AddExternal(ServiceRequest s, FieldReader f)
    {
        if (f.EntityIdentifier("external-referral") is { } number)
            s.Identifier.Add(number);
    }

    private static void SetPriority(ServiceRequest s, FieldReader f)
    {
        s.PriorityElement = f.Code(ReferralCodes.Priorities);
        if (s.Priority is RequestPriority.Stat or RequestPriority.Asap or RequestPriority.Urgent)
            f.Scope.Urgency = Urgency.Urgent;
    }

    private static ReferralTold? Told(FieldReader f) => ReferralCodes.Told(f.Scope.Trigger, f.Value.Text);

    private static void SetStatus(FhirTask t, FieldReader f)
    {
        var told = Told(f);
        if (told is null)
            f.Unmapped("table 0283");
        ReferralReader.Write(told ?? ReferralCodes.Told(f.Scope.Trigger), t);
        if (f.Concept("0283") is { Text: not null } reason)
            t.StatusReason = new() { Text = reason.Text };
        if (told is null)
            t.BusinessStatus!.Extension.Add(new(FhirNames.OriginalCode,
                new Coding(FhirNames.V2Table("0283"), f.Value.Text)));
    }
}
