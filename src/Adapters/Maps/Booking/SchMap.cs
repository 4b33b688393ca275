using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>SCH → Appointment.</summary>
internal static class SchMap
{
    public static readonly SegmentMap<Appointment> Rows = new("SCH", source: "v2-to-FHIR: SCH[Appointment]")
    {
        { "SCH-1", "identifier[PLAC]", Optional, (a, f) => Add(a, f.EntityIdentifier("placer-appointment", "PLAC")) },
        { "SCH-2", "identifier[FILL]", Optional, (a, f) => Add(a, f.EntityIdentifier(Kinds.Appointment, "FILL")) },
        Ignore("SCH-3", "occurrences of a series are messages of their own"),
        { "SCH-6", "cancelationReason", Optional, (a, f) => SetReason(a, f) },
        { "SCH-7", "reasonCode", Optional, (a, f) => a.ReasonCode.AddRange(f.Concepts("0276")) },
        { "SCH-8", "appointmentType", Optional, (a, f) => a.AppointmentType = f.Concept("0277") },
        { "SCH-9", "minutesDuration", Optional, (a, f) => a.MinutesDuration = Minutes(f, f.Segment[10]) },
        { "SCH-10", "minutesDuration", Optional, (a, f) => f.Carry() },
        { "SCH-11.4", "start", Optional, (a, f) => a.Start = f.Moment() },
        { "SCH-11.5", "end", Optional, (a, f) => a.End = f.Moment() },
        { "SCH-16", "participant", Optional, (a, f) => AddContact(a, f) },
        { "SCH-25", "status", Optional, (a, f) => a.StatusElement = BookingCodes.Status(f) },
        { "SCH-26", "basedOn", Optional, (a, f) => a.BasedOn.Add(OrderOf(f, Kinds.Placer)) },
        { "SCH-27", "basedOn", Optional, (a, f) => a.BasedOn.Add(OrderOf(f, Kinds.Filler)) },
    };

    /// <summary>A duration in whole minutes.</summary>
    internal static int? Minutes(FieldReader f, Hl7Value unit)
    {
        var perUnit = BookingCodes.MinutesIn(unit.TextOrNull);
        return f.Number() is { } amount and > 0 and < 100_000 ? (int)Math.Round(amount * perUnit) : null;
    }

    private static void Add(Appointment a, Identifier? identifier)
    {
        if (identifier is not null)
            a.Identifier.Add(identifier);
    }

    private static void SetReason(Appointment a, FieldReader f)
    {
        if (f.Scope.Trigger is "S15" or "S26")
            a.CancelationReason = f.Concept();
        else
            a.ReasonCode.AddRange(f.Concepts());
    }

    private static void AddContact(Appointment a, FieldReader f)
    {
        if (f.Practitioner() is { } who)
            a.Participant.Add(new()
            {
                Type = [new(FhirNames.V3("ParticipationType"), "ENT")],
                Actor = who,
                Status = ParticipationStatus.Accepted,
            });
    }

    // A number of another member is a referral that member wrote; the exchange finds it by its number.
    private static ResourceReference OrderOf(FieldReader f, string kind)
    {
        var owner = f.Scope.Context.Members.FindByFacility(Ei.Read(f.Value).NamespaceId);
        var elsewhere = owner is not null && owner.Id != f.Scope.Context.Member;
        return new() { Type = "ServiceRequest", Identifier = f.EntityIdentifier(elsewhere ? Kinds.Referral : kind) };
    }
}
