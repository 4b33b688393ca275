using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>Who may see which classes of a patient's record, from when until when.</summary>
/// <param name="PatientId">Patient.</param>
/// <param name="Grantee">Member, or <c>person:…</c>.</param>
/// <param name="Custodian">Only this member's records; empty: those of all peers (of a denial: of all).</param>
/// <param name="Allows">Classes opened.</param>
/// <param name="Denies">Classes closed to it as a party.</param>
/// <param name="From">First instant it holds.</param>
/// <param name="Until">First instant it holds no more.</param>
public sealed record PatientAccess(
    string PatientId, string Grantee, string Custodian, RecordClass Allows, RecordClass Denies, DateTimeOffset From,
    DateTimeOffset Until);

/// <summary>Glass that a person broke.</summary>
/// <param name="PatientId">Patient.</param>
/// <param name="Person">Account id.</param>
/// <param name="From">When it was broken.</param>
/// <param name="Until">When it closes.</param>
public sealed record BrokenGlass(string PatientId, string Person, DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>The person as <see cref="PatientAccess.Grantee"/>.</summary>
    public static string GranteeOf(string person) => "person:" + person;

    internal static BrokenGlass Read(DbDataReader r) =>
        new(r.GetString(0), r.GetString(1), r.Instant(2), r.Instant(3));
}

/// <summary>
/// From relations and consents to the rows the access rule asks for. Pure. A denial that names the member beats
/// everything; a permit that names it beats a denial for all; a denial for all beats the rest. A relation never opens a
/// sensitive class: only a permit that names the class does.
/// </summary>
public static class AccessPlan
{
    /// <summary>The rows of one patient, for every instant from <paramref name="now"/> on.</summary>
    public static IReadOnlyList<PatientAccess> Of(
        string patient, IReadOnlyList<CareRelation> relations, IReadOnlyList<ConsentRule> consents,
        IReadOnlyList<BrokenGlass> glass, AccessPolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(relations);
        var plan = new Plan(patient, consents, policy);
        var rows = relations.SelectMany(r => plan.Opened(r, now))
            .Concat(policy.Members.All.SelectMany(m => plan.Closed(m.Id, now)))
            .Concat(glass.Where(g => g.Until > now).Select(g => new PatientAccess(
                patient, BrokenGlass.GranteeOf(g.Person), "", RecordClasses.BrokenGlass, RecordClass.Open, g.From,
                g.Until)));
        return AccessSpans.Joined(rows);
    }

    private sealed class Plan(string patient, IReadOnlyList<ConsentRule> consents, AccessPolicy policy)
    {
        // Custodians that a consent treats apart from the others.
        private readonly string[] apart =
            [.. consents.Select(c => c.Custodian).Where(c => c.Length > 0).Distinct(StringComparer.Ordinal)];

        public IEnumerable<PatientAccess> Opened(CareRelation relation, DateTimeOffset now)
        {
            var from = relation.From > now ? relation.From : now;
            foreach (var (start, end) in Cuts(from, relation.Until))
            {
                IEnumerable<string> custodians = relation.Custodian.Length > 0 ? [relation.Custodian]
                    : apart.All(c => Classes(relation, c, start) == Classes(relation, "", start)) ? [""]
                    : policy.Members.Peers(relation.Member, start);
                foreach (var custodian in custodians)
                    if (Classes(relation, custodian, start) is var classes && classes != RecordClass.Open)
                        yield return new(
                            patient, relation.Member, custodian, classes, RecordClass.Open, start, end);
            }
        }

        public IEnumerable<PatientAccess> Closed(string member, DateTimeOffset now)
        {
            if (consents.All(c => c.Permits))
                yield break;
            foreach (var (start, end) in Cuts(now, Fhir.FhirDates.Latest))
            {
                IEnumerable<string> custodians =
                    apart.All(c => Denied(member, c, "", start) == Denied(member, "", "", start)) ? [""]
                    : policy.Members.All.Select(m => m.Id);
                foreach (var custodian in custodians)
                    if (Denied(member, custodian, "", start) is var classes && classes != RecordClass.Open)
                        yield return new(patient, member, custodian, RecordClass.Open, classes, start, end);
            }
        }

        // The member's own number stands in the Patient: that it knows who it is cannot be taken back.
        private RecordClass Classes(CareRelation relation, string custodian, DateTimeOffset at)
        {
            var classes = policy.Of(relation.Kind).Opens & RecordClasses.Ordinary;
            return relation.Kind == RelationKinds.Registered ? classes
                : classes == RecordClass.Open ? classes
                : (classes | Permitted(relation.Member, custodian, relation.Source, at))
                    & ~Denied(relation.Member, custodian, relation.Source, at);
        }

        private RecordClass Permitted(string member, string custodian, string source, DateTimeOffset at) =>
            RecordClasses.Sensitive & (Of(true, member, custodian, source, at) | Of(true, "", custodian, source, at));

        private RecordClass Denied(string member, string custodian, string source, DateTimeOffset at) =>
            Of(false, member, custodian, source, at)
            | (Of(false, "", custodian, source, at) & ~Of(true, member, custodian, source, at));

        private RecordClass Of(bool permits, string member, string custodian, string source, DateTimeOffset at)
        {
            var classes = RecordClass.Open;
            foreach (var rule in consents)
                if (rule.Permits == permits && rule.Member == member && rule.Covers(custodian, source, at))
                    classes |= rule.Classes;
            return classes;
        }

        // Between two cuts nothing changes: no consent begins or ends, no consortium.
        private IEnumerable<(DateTimeOffset Start, DateTimeOffset End)> Cuts(DateTimeOffset from, DateTimeOffset until)
        {
            if (from >= until)
                yield break;
            var consortia = apart.Length == 0 ? [] : policy.Members.Consortia
                .SelectMany(c => new[] { c.From, c.Until }).OfType<DateTimeOffset>();
            var at = from;
            foreach (var cut in consents.SelectMany(c => new[] { c.From, c.Until }).Concat(consortia)
                .Where(c => c > from && c < until).Append(until).Distinct().Order())
            {
                yield return (at, cut);
                at = cut;
            }
        }
    }
}
