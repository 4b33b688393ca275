using Hl7.Fhir.Model;
using RecordClass = IntegrationHub.Store.RecordClass;
using RecordClasses = IntegrationHub.Store.RecordClasses;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>
/// The access rule of docs/security/access.md said once more, as simply as can be: no tables, no time spans, one record
/// and one moment at a time. Only for the kinds of records a hunt makes.
/// </summary>
internal sealed class NaiveRule(
    IReadOnlyList<NaiveRecord> current, IReadOnlyList<NaiveReferral> referrals, DateTimeOffset now)
{
    private static readonly Dictionary<RecordClass, string> Types = new()
    {
        [RecordClass.Open] = "Organization Practitioner PractitionerRole Location",
        [RecordClass.Identity] = "Patient Coverage",
        [RecordClass.Booking] = "Appointment",
        [RecordClass.Request] = "ServiceRequest Task",
        [RecordClass.Visit] = "Encounter EpisodeOfCare",
        [RecordClass.Result] = "Observation DiagnosticReport",
        [RecordClass.Document] = "DocumentReference",
        [RecordClass.Clinical] = "Condition List",
        [RecordClass.Medication] = "MedicationRequest",
        [RecordClass.Governance] = "Consent Provenance",
        [RecordClass.Private] = "Group Basic",
    };

    private readonly Dictionary<string, NaiveRecord> byKey = current.ToDictionary(r => r.Key);

    /// <summary>May the caller see the record, or an older version of it?</summary>
    public bool Sees(HuntCaller caller, NaiveRecord record, NaiveRecord version)
    {
        var (member, needs) = (caller.Member, Needs(record) | Needs(version));
        if (caller.Types?.Contains(record.Type) == false || (needs & ~caller.Allows) != 0)
            return false;
        if (needs == RecordClass.Open || record.Custodian == member)
            return true;
        return IsRelated(member, record, needs) || (IsParty(member, record) && !IsDeniedParty(member, record, needs));
    }

    private RecordClass Needs(NaiveRecord record)
    {
        var kind = Types.Single(t => t.Value.Split(' ').Contains(record.Type)).Key;
        if (record.Type == "List" && record.PatientId is null)
            kind = RecordClass.Private;
        if (kind == RecordClass.Open && record.PatientId is not null)
            kind = RecordClass.Private;
        return kind | Sensitive(record) | Held(record).Aggregate(RecordClass.Open, (all, r) => all | Sensitive(r));
    }

    private static RecordClass Sensitive(NaiveRecord record)
    {
        var found = RecordClass.Open;
        foreach (var coding in Codings(record.Resource))
            found |= (coding.System, coding.Code) switch
            {
                (_, "B20") or (_, "75622-1") or (_, "HIV") => RecordClass.Hiv,
                (_, "F20.0") or (_, "PSY") => RecordClass.MentalHealth,
                (_, "F10.2") or (_, "ETH") => RecordClass.Substance,
                (_, "A52.1") or (_, "20507-0") => RecordClass.SexualHealth,
                (_, "O04.9") => RecordClass.Reproductive,
                ("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R") => RecordClass.Restricted,
                ("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "V") => RecordClass.VeryRestricted,
                _ => RecordClass.Open,
            };
        return found;
    }

    private static IEnumerable<Coding> Codings(Base element) => element.EnumerateElements()
        .SelectMany(p => p.Value switch { Base one => [one], IEnumerable<Base> many => many, _ => [] })
        .SelectMany(c => c is Coding coding ? [coding] : Codings(c));

    // A report is as sensitive as its results, a task as its request.
    private IEnumerable<NaiveRecord> Held(NaiveRecord record)
    {
        IEnumerable<ResourceReference?> held = record.Resource switch
        {
            DiagnosticReport r => r.Result,
            Hl7.Fhir.Model.Task t => [t.Focus!],
            _ => [],
        };
        foreach (var one in held.Select(h => byKey.GetValueOrDefault(h?.Reference ?? "")).OfType<NaiveRecord>())
        {
            yield return one;
            foreach (var further in Held(one))
                yield return further;
        }
    }

    private bool IsRelated(string member, NaiveRecord record, RecordClass needs)
    {
        if (record.PatientId is not { } patient)
            return false;
        return Visits(member, patient).Concat(Contracts(member, patient)).Concat(Referred(member, patient, record))
                .Any(source => Opened(member, record, source, needs))
            || (needs == RecordClass.Identity && record.Custodian == byKey["Patient/" + patient].Custodian
                && IsRegistered(member, patient));
    }

    private bool Opened(string member, NaiveRecord record, (string Source, bool OfPeers) relation, RecordClass needs)
    {
        if (relation.OfPeers && !SharesConsortium(member, record.Custodian))
            return false;
        var permitted = RecordClasses.Sensitive
            & (Said(true, member, record, relation.Source) | Said(true, "", record, relation.Source));
        var opened = (RecordClasses.Ordinary | permitted) & ~Denied(member, record, relation.Source);
        return (needs & ~opened) == 0;
    }

    private RecordClass Denied(string member, NaiveRecord record, string source) =>
        Said(false, member, record, source)
        | (Said(false, "", record, source) & ~Said(true, member, record, source));

    private bool IsDeniedParty(string member, NaiveRecord record, RecordClass needs) =>
        record.PatientId is not null && (Denied(member, record, "") & needs) != 0;

    private RecordClass Said(bool permits, string member, NaiveRecord record, string source)
    {
        var said = RecordClass.Open;
        foreach (var consent in current.Where(c => c is { Type: "Consent", Deleted: false }))
        {
            if (consent.Resource is not Consent { Status: Consent.ConsentState.Active } c
                || c.Patient?.Reference != "Patient/" + record.PatientId
                || (c.Provision!.Type == Consent.ConsentProvisionType.Permit) != permits
                || !Holds(c.Provision.Period))
                continue;
            var named = c.Provision.Actor.Select(a => a.Reference!.Reference!["Organization/".Length..]).ToList();
            if (named.Count == 0 ? member.Length == 0 : named.Contains(member))
                said |= Classes(c.Provision, permits);
        }

        _ = source; // no consent of a hunt names a referral
        return said;
    }

    private static RecordClass Classes(Consent.provisionComponent provision, bool permits) =>
        provision.SecurityLabel.Count > 0 ? RecordClass.Hiv
        : provision.Class.Count == 0 ? (permits ? RecordClasses.Ordinary : RecordClasses.All)
        : provision.Class[0].Code is "Observation" or "result" ? RecordClass.Result
        : RecordClass.Clinical;

    private IEnumerable<(string, bool)> Visits(string member, string patient) => Of<Encounter>(patient)
        .Where(e => e.Custodian == member && Until(e) is { } end && Start(e) <= now && now < end)
        .Select(e => (e.Key, true));

    private static DateTimeOffset? Until(NaiveRecord record)
    {
        var encounter = (Encounter)record.Resource;
        var end = encounter.Period?.EndElement?.ToDateTimeOffset(TimeSpan.FromHours(8));
        return encounter.Status switch
        {
            Encounter.EncounterStatus.InProgress => end ?? Start(record).AddDays(180),
            Encounter.EncounterStatus.Finished => (end ?? Start(record)).AddDays(30),
            _ => null,
        };
    }

    private static DateTimeOffset Start(NaiveRecord record) =>
        ((Encounter)record.Resource).Period?.StartElement?.ToDateTimeOffset(TimeSpan.FromHours(8)) ?? record.EventAt;

    private IEnumerable<(string, bool)> Contracts(string member, string patient) => Of<EpisodeOfCare>(patient)
        .Where(e => e.Custodian == member && Holds(((EpisodeOfCare)e.Resource).Period)
            && ((EpisodeOfCare)e.Resource).Status == EpisodeOfCare.EpisodeOfCareStatus.Active)
        .Select(e => (e.Key, true));

    private IEnumerable<(string, bool)> Referred(string member, string patient, NaiveRecord record) => referrals
        .Where(r => r.PatientId == patient && (r.State switch
        {
            "submitted" or "info-requested" => r.Receiver == member && r.Referrer == record.Custodian,
            "accepted" or "scheduled" or "arrived" => r.Receiver == member || r.Referrer == member,
            _ => false,
        }))
        // Both sides of an accepted one see what peers keep, and what the other side keeps.
        .Select(r => ("ServiceRequest/" + r.RequestId, r.State is not ("submitted" or "info-requested")
            && record.Custodian != (r.Receiver == member ? r.Referrer : r.Receiver)));

    private bool IsRegistered(string member, string patient) => byKey.TryGetValue("Patient/" + patient, out var found)
        && !found.Deleted && ((Patient)found.Resource).Identifier.Exists(i => i.System == $"urn:hub:{member}:mr");

    private IEnumerable<NaiveRecord> Of<T>(string patient) =>
        current.Where(r => !r.Deleted && r.Resource is T && r.PatientId == patient);

    private bool IsParty(string member, NaiveRecord record) =>
        !record.Deleted && (Named(record).Contains("Organization/" + member) || IsInPackage(member, record)
            || IsOrdered(member, record));

    private static IEnumerable<string?> Named(NaiveRecord record) => record.Resource switch
    {
        ServiceRequest r => [r.Requester?.Reference, .. r.Performer.Select(p => p.Reference)],
        Hl7.Fhir.Model.Task t => [t.Requester?.Reference, t.Owner?.Reference],
        Observation o => o.Performer.Select(p => p.Reference),
        DiagnosticReport r => [.. r.Performer.Select(p => p.Reference), .. r.ResultsInterpreter.Select(p => p.Reference)],
        Appointment a => a.Participant.Select(p => p.Actor?.Reference),
        _ => [],
    };

    private bool IsInPackage(string member, NaiveRecord record) => current.Any(r =>
        r is { Deleted: false, Resource: ServiceRequest request }
        && request.Performer.Exists(p => p.Reference == "Organization/" + member)
        && ((r.Custodian == record.Custodian && request.ReasonReference.Exists(x => x.Reference == record.Key))
            || (record.Type == "Patient" && r.PatientId == record.Id
                && (r.Custodian == record.Custodian || IsRegistered(r.Custodian, record.Id)))));

    private bool IsOrdered(string member, NaiveRecord record) => current.Any(r => !r.Deleted
        && r.Resource is DiagnosticReport report && r.Custodian == record.Custodian
        && (r == record || report.Result.Exists(x => x.Reference == record.Key))
        && report.BasedOn.Exists(o => byKey.GetValueOrDefault(o.Reference ?? "")?.Custodian == member));

    private static bool SharesConsortium(string one, string other) =>
        one == other || HuntWorld.Members.Consortia.Any(c => c.Members.Contains(one) && c.Members.Contains(other));

    private bool Holds(Period? period) => period is null
        || (!(period.StartElement?.ToDateTimeOffset(TimeSpan.FromHours(8)) > now)
            && !(period.EndElement?.ToDateTimeOffset(TimeSpan.FromHours(8)) <= now));
}
