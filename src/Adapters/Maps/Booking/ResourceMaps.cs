using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>AIS → Appointment: the service booked.</summary>
internal static class AisMap
{
    public static readonly SegmentMap<Appointment> Rows = new("AIS", source: "v2-to-FHIR: AIS[Appointment]")
    {
        Ignore("AIS-1", "a running number"),
        Ignore("AIS-2", "the event says what was done"),
        { "AIS-3", "serviceType", Required, (a, f) => a.ServiceType.AddRange(f.Concepts()) },
        { "AIS-4", "start", Optional, (a, f) => a.Start = f.Prefer(a.Start, f.Moment()) },
        { "AIS-7", "minutesDuration", Optional, (a, f) =>
            a.MinutesDuration = f.Prefer(a.MinutesDuration, SchMap.Minutes(f, f.Segment[8])) },
        { "AIS-8", "minutesDuration", Optional, (a, f) => f.Carry() },
    };
}

/// <summary>AIG → Appointment: a general resource, e.g. a device or a group.</summary>
internal static class AigMap
{
    public static readonly SegmentMap<Appointment> Rows = new("AIG", source: "v2-to-FHIR: AIG[Appointment]")
    {
        Ignore("AIG-1", "a running number"),
        Ignore("AIG-2", "the event says what was done"),
        { "AIG-3", "participant", Required, (a, f) => Participants.Add(a, Resource(f), "PART") },
        { "AIG-4", "participant.type", Optional, (a, f) => Participants.Describe(a, f) },
        { "AIG-8", "start", Optional, (a, f) => a.Start = f.Prefer(a.Start, f.Moment()) },
        { "AIG-11", "minutesDuration", Optional, (a, f) =>
            a.MinutesDuration = f.Prefer(a.MinutesDuration, SchMap.Minutes(f, f.Segment[12])) },
        { "AIG-12", "minutesDuration", Optional, (a, f) => f.Carry() },
    };

    private static ResourceReference? Resource(FieldReader f) => f.Concept() is not { } concept ? null : new()
    {
        Display = concept.Text,
        Identifier = concept.Coding.FirstOrDefault() is { } coding
            ? new(f.Scope.SystemOf(f.Scope.Context.Member, "resource"), coding.Code)
            : null,
    };
}

/// <summary>AIL → Appointment: the place.</summary>
internal static class AilMap
{
    public static readonly SegmentMap<Appointment> Rows = new("AIL", source: "v2-to-FHIR: AIL[Appointment]")
    {
        Ignore("AIL-1", "a running number"),
        Ignore("AIL-2", "the event says what was done"),
        { "AIL-3", "participant", Required, (a, f) => Participants.Add(a, f.Location(), "LOC") },
        { "AIL-6", "start", Optional, (a, f) => a.Start = f.Prefer(a.Start, f.Moment()) },
        { "AIL-9", "minutesDuration", Optional, (a, f) =>
            a.MinutesDuration = f.Prefer(a.MinutesDuration, SchMap.Minutes(f, f.Segment[10])) },
        { "AIL-10", "minutesDuration", Optional, (a, f) => f.Carry() },
    };
}

/// <summary>AIP → Appointment: the doctor.</summary>
internal static class AipMap
{
    public static readonly SegmentMap<Appointment> Rows = new("AIP", source: "v2-to-FHIR: AIP[Appointment]")
    {
        Ignore("AIP-1", "a running number"),
        Ignore("AIP-2", "the event says what was done"),
        { "AIP-3", "participant", Required, (a, f) => Participants.Add(a, f.Practitioner(), "PPRF") },
        { "AIP-4", "participant.type", Optional, (a, f) => Participants.Describe(a, f) },
        { "AIP-6", "start", Optional, (a, f) => a.Start = f.Prefer(a.Start, f.Moment()) },
        { "AIP-9", "minutesDuration", Optional, (a, f) =>
            a.MinutesDuration = f.Prefer(a.MinutesDuration, SchMap.Minutes(f, f.Segment[10])) },
        { "AIP-10", "minutesDuration", Optional, (a, f) => f.Carry() },
    };
}

/// <summary>Who and what takes part in an appointment.</summary>
internal static class Participants
{
    /// <summary>Adds one of the booked; the last one added is the one <see cref="Describe"/> means.</summary>
    /// <param name="a">The appointment.</param>
    /// <param name="actor">Who or what; null adds nothing.</param>
    /// <param name="role">Code of ParticipationType.</param>
    public static void Add(Appointment a, ResourceReference? actor, string role)
    {
        if (actor is null)
            return;
        a.Participant.Add(new()
        {
            Type = [new(FhirNames.V3("ParticipationType"), role)],
            Actor = actor,
            Status = ParticipationStatus.Accepted,
        });
    }

    /// <summary>What the hospital calls the part just added.</summary>
    public static void Describe(Appointment a, FieldReader f)
    {
        if (a.Participant.Count > 0 && f.Concept() is { } type)
            a.Participant[^1].Type.Add(type);
    }
}
