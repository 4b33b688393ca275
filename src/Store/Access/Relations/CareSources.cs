using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>The care relations that arise from one resource. Pure; rows in docs/security/access.md,
/// "relations".</summary>
internal static class CareSources
{
    /// <summary>Types relations arise from.</summary>
    public static bool Has(string type) => type is "Encounter" or "EpisodeOfCare" or "Patient";

    /// <param name="stored">The version now stored.</param>
    /// <param name="resource">Its content; null: it was deleted.</param>
    /// <param name="policy">Which members there are, how long relations hold.</param>
    public static IReadOnlyList<CareRelation> Of(StoredResource stored, Resource? resource, AccessPolicy policy) =>
        (resource switch
        {
            Encounter e => Visit(stored, e, policy),
            EpisodeOfCare e => Contract(stored, e, policy),
            Patient p => Registered(stored, p, policy),
            _ => [],
        }).Where(r => r.From < r.Until).ToList();

    private static IEnumerable<CareRelation> Visit(StoredResource stored, Encounter encounter, AccessPolicy policy)
    {
        if (stored.PatientId is not { } patient || policy.Members.Find(stored.Custodian) is null)
            return [];
        var rule = policy.Of(RelationKinds.Visit);
        var (start, end) = Times(encounter.Period, stored);
        DateTimeOffset? until = encounter.Status switch
        {
            Encounter.EncounterStatus.Arrived or Encounter.EncounterStatus.Triaged
                or Encounter.EncounterStatus.InProgress or Encounter.EncounterStatus.Onleave =>
                end ?? CareRelation.Add(start, rule.Longest),
            Encounter.EncounterStatus.Finished => CareRelation.Add(Ended(end ?? start, stored), rule.After),
            _ => null,
        };
        return until is { } last
            ? [new(SourceOf(stored), patient, stored.Custodian, RelationKinds.Visit, "", start, last)]
            : [];
    }

    // Who signs a contract for another member gives it the own records, not those of third ones.
    private static IEnumerable<CareRelation> Contract(StoredResource stored, EpisodeOfCare episode, AccessPolicy policy)
    {
        if (stored.PatientId is not { } patient
            || !FhirReference.TryRead(episode.ManagingOrganization?.Reference, out var type, out var member)
            || type != "Organization" || policy.Members.Find(member) is null)
            return [];
        var rule = policy.Of(RelationKinds.Contract);
        var (start, end) = Times(episode.Period, stored);
        DateTimeOffset? until = episode.Status switch
        {
            EpisodeOfCare.EpisodeOfCareStatus.Active or EpisodeOfCare.EpisodeOfCareStatus.Onhold =>
                end ?? CareRelation.Add(start, rule.Longest),
            EpisodeOfCare.EpisodeOfCareStatus.Finished => CareRelation.Add(Ended(end ?? start, stored), rule.After),
            _ => null,
        };
        var custodian = member == stored.Custodian ? "" : stored.Custodian;
        return until is { } last
            ? [new(SourceOf(stored), patient, member, RelationKinds.Contract, custodian, start, last)]
            : [];
    }

    // A record number is given out by its own member only (WriteRules.OfNumbers, ADR 0012).
    private static IEnumerable<CareRelation> Registered(StoredResource stored, Patient patient, AccessPolicy policy) =>
        patient.Identifier
            .Select(i => i.System?.Split(':'))
            .Where(s => s is ["urn", "hub", _, Kinds.MedicalRecord])
            .Select(s => s![2])
            .Where(m => m != stored.Custodian && policy.Members.Find(m) is not null)
            .Distinct(StringComparer.Ordinal)
            .Select(m => new CareRelation(
                SourceOf(stored), stored.Id, m, RelationKinds.Registered, stored.Custodian, FhirDates.Earliest,
                FhirDates.Latest));

    private static (DateTimeOffset Start, DateTimeOffset? End) Times(Period? period, StoredResource stored)
    {
        var span = FhirDates.Span(period);
        var start = span is { } s && s.Start != FhirDates.Earliest ? s.Start : stored.EventAt;
        return (start, span is { } e && e.End != FhirDates.Latest ? e.End : null);
    }

    // What is said to be finished is, whatever end was planned.
    private static DateTimeOffset Ended(DateTimeOffset end, StoredResource stored) =>
        end < stored.EventAt ? end : stored.EventAt;

    private static string SourceOf(StoredResource stored) => $"{stored.Type}/{stored.Id}";
}
