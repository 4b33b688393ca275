using System.Collections.Frozen;
using Hl7.Fhir.Model;

namespace IntegrationHub.Store;

/// <summary>What the access rule keeps of versions on their way into the tables: class, parties, relations,
/// consents.</summary>
internal sealed class RecordMarks
{
    private static readonly FrozenSet<ResourceKey> Nothing = FrozenSet<ResourceKey>.Empty;

    private readonly Dictionary<ResourceKey, Mark> marks = [];
    private readonly AccessChange access = new();

    /// <summary>Reads a version.</summary>
    /// <param name="stored">The version.</param>
    /// <param name="index">Its index rows; none when it is deleted.</param>
    /// <param name="resource">Its content; null: deleted.</param>
    /// <param name="isNew">There was no version before.</param>
    /// <param name="policy">What the rule is made with.</param>
    public void Add(
        StoredResource stored, ResourceIndex index, Resource? resource, bool isNew, AccessPolicy policy)
    {
        var key = new ResourceKey(stored.Type, stored.Id);
        var scan = RecordScan.Of(stored.Type, stored.BodyJson, policy.Codes);
        marks[key] = new(key, stored.Custodian, Parties.Of(stored, index, resource, scan, policy), isNew)
        {
            Needs = NeedsOf(stored.Type, index.PatientId.Length > 0 || stored.Type == "Patient", scan.Sensitive),
            Held = stored.Type == "ServiceRequest" ? Nothing : scan.Held,
        };
        var relations = CareSources.Of(stored, resource, policy);
        if (CareSources.Has(stored.Type) && !(isNew && relations.Count == 0))
            access.Relations(key.ToString(), relations, isNew);
        if (stored.Type == "Consent")
            access.Rules(stored.Id, resource is Consent consent && stored.PatientId is { } patient
                ? ConsentRules.Safe(consent, stored.Id, patient, policy.Members)
                : []);
    }

    /// <summary>This patient's access is planned anew even if nothing has changed.</summary>
    public void Plan(string patient) => access.Plan(patient);

    /// <summary>What a reader must be allowed; after <see cref="TakeFromHeldAsync"/>.</summary>
    public long NeedsOf(ResourceKey key) => (long)marks[key].Needs;

    /// <summary>The class of content; an open type has one only when its label says so.</summary>
    public static RecordClass NeedsOf(string type, bool ofPatient, RecordClass sensitive) =>
        RecordTypes.Of(type, ofPatient) switch
        {
            RecordClass.Open when (sensitive & (RecordClass.Restricted | RecordClass.VeryRestricted)) is var marked =>
                marked == RecordClass.Open ? RecordClass.Open : RecordClass.Private | marked,
            var own => own | sensitive,
        };

    /// <summary>Records are as sensitive as what they hold, written now or stored before.</summary>
    public async Task TakeFromHeldAsync(HubTransaction tx, CancellationToken ct)
    {
        var holders = marks.Values.Where(m => m.Held.Count > 0).ToList();
        var absent = holders.SelectMany(h => h.Held).Where(k => !marks.ContainsKey(k)).Distinct().ToList();
        var stored = absent.Count == 0 ? [] : await LabelRows.PassingOfAsync(tx, absent, ct);
        for (var again = true; again;)
        {
            again = false;
            foreach (var holder in holders)
            {
                var bits = holder.Held.Aggregate(RecordClass.Open, (sum, key) => sum
                    | (marks.TryGetValue(key, out var held) ? held.Needs & LabelRows.Passing
                        : stored.GetValueOrDefault(key)));
                again |= (holder.Needs & bits) != bits;
                holder.Needs |= bits;
            }
        }
    }

    /// <summary>Parties, relations, consents and access; to be run after the resources are in.</summary>
    public async Task<IReadOnlyList<(SqlTwins Sql, Rows Rows)>> StatementsAsync(
        HubTransaction tx, CancellationToken ct)
    {
        var named = marks.Values.Where(m => RecordParties.MayName(m.Key.Type)).ToList();
        return
        [
            .. await access.StatementsAsync(tx, ct), // first: packages look at relations
            .. Parties.Replace([.. named.Where(m => !m.IsNew).Select(m => m.Key.ToString())],
                [.. named.SelectMany(m => m.Parties.Rows(m.Key, m.Custodian))],
                [.. named.SelectMany(m => m.Parties.OrderRows(m.Key, m.Custodian))]),
        ];
    }

    /// <summary>Passes sensitivity on to records stored before; to be run when everything is in.</summary>
    public Task PassOnAsync(HubTransaction tx, CancellationToken ct) => LabelRows.PassAsync(
        tx,
        [
            .. marks.Values.Where(m => (m.Needs & LabelRows.Passing) != 0)
                .Select(m => (m.Key, m.Needs & LabelRows.Passing)),
        ],
        ct);

    private sealed record Mark(ResourceKey Key, string Custodian, Parties Parties, bool IsNew)
    {
        public RecordClass Needs { get; set; }

        public IReadOnlySet<ResourceKey> Held { get; init; } = Nothing;
    }
}
