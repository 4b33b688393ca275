using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>PV1 → Encounter.</summary>
internal static class Pv1Map
{
    public static readonly SegmentMap<Encounter> Rows = new("PV1", source: "v2-to-FHIR: PV1[Encounter]")
    {
        Ignore("PV1-1", "a running number"),
        { "PV1-2", "class", Required, (e, f) => e.Class = VisitCodes.Class(f) },
        { "PV1-3", "location[current]", Optional, (e, f) =>
            AddLocation(e, f, Encounter.EncounterLocationStatus.Active) },
        { "PV1-4", "priority", Optional, (e, f) => e.Priority = f.Concept("0007") },
        { "PV1-5", "hospitalization.preAdmissionIdentifier", Optional, (e, f) =>
            Stay(e).PreAdmissionIdentifier = f.Identifier("pre-admission") },
        { "PV1-6", "location[prior]", Optional, (e, f) =>
            AddLocation(e, f, Encounter.EncounterLocationStatus.Completed) },
        { "PV1-7", "participant[ATND]", Optional, (e, f) => AddParticipants(e, f, "ATND") },
        { "PV1-8", "participant[REF]", Optional, (e, f) => AddParticipants(e, f, "REF") },
        { "PV1-9", "participant[CON]", Optional, (e, f) => AddParticipants(e, f, "CON") },
        { "PV1-10", "serviceType", Optional, (e, f) => e.ServiceType = f.Concept("0069") },
        { "PV1-13", "hospitalization.reAdmission", Optional, (e, f) => Stay(e).ReAdmission = f.Concept("0092") },
        { "PV1-14", "hospitalization.admitSource", Optional, (e, f) => Stay(e).AdmitSource = f.Concept("0023") },
        { "PV1-15", "hospitalization.specialArrangement", Optional, (e, f) =>
            Stay(e).SpecialArrangement.AddRange(f.Concepts("0009")) },
        { "PV1-16", "hospitalization.specialCourtesy", Optional, (e, f) =>
            Stay(e).SpecialCourtesy.AddRange(f.Concepts("0099")) },
        { "PV1-17", "participant[ADM]", Optional, (e, f) => AddParticipants(e, f, "ADM") },
        { "PV1-18", "type", Optional, (e, f) => e.Type.AddRange(f.Concepts("0018")) },
        { "PV1-19", "identifier", Optional, (e, f) => AddIdentifier(e, f.Identifier(Kinds.Visit)) },
        { "PV1-36", "hospitalization.dischargeDisposition", Optional, (e, f) =>
            Stay(e).DischargeDisposition = f.Concept("0112") },
        { "PV1-37", "hospitalization.destination", Optional, (e, f) => Stay(e).Destination = DischargedTo(f) },
        { "PV1-38", "hospitalization.dietPreference", Optional, (e, f) =>
            Stay(e).DietPreference.AddRange(f.Concepts("0114")) },
        { "PV1-44", "period.start", Optional, (e, f) => (e.Period ??= new()).StartElement = f.DateTime() },
        { "PV1-45", "period.end", Optional, (e, f) => (e.Period ??= new()).EndElement = f.DateTime() },
        { "PV1-50", "identifier", Optional, (e, f) => AddIdentifier(e, f.Identifier("alternate-visit")) },
        { "PV1-52", "participant", Optional, (e, f) => AddParticipants(e, f, "PART") },
    };

    private static Encounter.HospitalizationComponent Stay(Encounter e) => e.Hospitalization ??= new();

    private static void AddIdentifier(Encounter e, Identifier? identifier)
    {
        if (identifier is not null)
            e.Identifier.Add(identifier);
    }

    private static void AddLocation(Encounter e, FieldReader f, Encounter.EncounterLocationStatus status)
    {
        if (f.Location() is { } place)
            e.Location.Add(new() { Location = place, Status = status });
    }

    private static void AddParticipants(Encounter e, FieldReader f, string role)
    {
        foreach (var who in f.Practitioners())
        {
            e.Participant.Add(new()
            {
                Type = [new(FhirNames.V3("ParticipationType"), role)],
                Individual = who,
            });
        }
    }

    // DLD: code, text or facility, and a date the period has already.
    private static ResourceReference? DischargedTo(FieldReader f) =>
        f.Organization(f.Value.Component(1).SubComponent(2).TextOrNull, f.Text, null);
}
