using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Xunit;

namespace IntegrationHub.Unit.Store.Access;

/// <summary>The rows of the plan answer as the rule in words does, record by record and instant by instant.</summary>
public sealed class AccessPlanTests
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(1_000).WithQuietOnSuccess(true);

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] Ids = ["a", "b", "c", "d"];

    private static readonly MemberDirectory Members = new(
        Ids.Select(i => new Member { Id = i, Name = i, Tier = Tier.County, Facilities = [i], Gateway = i }),
        [
            Consortium("one", ["a", "b", "c"], null, Now.AddDays(5)), Consortium("two", ["a", "d"], Now.AddDays(2), null),
        ]);

    private static readonly AccessPolicy Policy = new() { Members = Members };

    private static readonly RecordClass[] Sensitive = [RecordClass.Hiv, RecordClass.MentalHealth];

    private static readonly Gen<string> AnyMember = Gen.Elements(Ids);

    private static readonly Gen<string> MemberOrAll = Gen.Frequency((1, Gen.Constant("")), (2, AnyMember));

    private static readonly Gen<string> MostlyAll = Gen.Frequency((3, Gen.Constant("")), (1, AnyMember));

    private static readonly Gen<string> AnySource = Gen.Elements("Encounter/1", "ServiceRequest/1", "ServiceRequest/2");

    private static readonly Gen<(DateTimeOffset From, DateTimeOffset Until)> AnySpan =
        from start in Gen.Choose(-4, 8)
        from length in Gen.Choose(1, 9)
        select (Now.AddDays(start), Now.AddDays(start + length));

    private static readonly Gen<CareRelation> AnyRelation =
        from source in AnySource
        from member in AnyMember
        from kind in Gen.Elements(RelationKinds.Visit, RelationKinds.Referral, RelationKinds.Registered)
        from custodian in MostlyAll
        from span in AnySpan
        select new CareRelation(source, "p", member, kind, custodian, span.From, span.Until);

    private static readonly Gen<ConsentRule> AnyRule =
        from permits in Gen.Elements(true, false)
        from member in MemberOrAll
        from custodian in MostlyAll
        from source in Gen.Frequency((4, Gen.Constant("")), (1, AnySource))
        from classes in Gen.Elements(
            RecordClasses.All, RecordClasses.Ordinary, RecordClass.Result, RecordClass.Hiv,
            RecordClass.Hiv | RecordClass.MentalHealth)
        from span in AnySpan
        select new ConsentRule("c", 0, "p", permits, member, custodian, source, classes, span.From, span.Until);

    private static readonly Gen<(CareRelation[] Relations, ConsentRule[] Rules)> AnyCase =
        from relations in AnyRelation.ArrayOf(3)
        from count in Gen.Choose(0, 4)
        from rules in AnyRule.ArrayOf(count)
        select (relations, rules);

    private static readonly RecordClass[] AllNeeds =
    [
        .. from ordinary in new[] { RecordClass.Identity, RecordClass.Result, RecordClass.Document }
           from more in new[]
           {
               RecordClass.Open, RecordClass.Hiv, RecordClass.Hiv | RecordClass.MentalHealth, RecordClass.VeryRestricted,
           }
           select ordinary | more,
    ];

    [Fact]
    public void Rows_answer_as_the_rule_in_words_for_every_record_member_and_day() =>
        Prop.ForAll(AnyCase.ToArbitrary(), given =>
        {
            var rows = AccessPlan.Of("p", given.Relations, given.Rules, [], Policy, Now);
            foreach (var day in Enumerable.Range(0, 12))
                foreach (var member in Ids)
                    foreach (var custodian in Ids.Where(i => i != member))
                        foreach (var needs in AllNeeds)
                        {
                            var at = Now.AddDays(day).AddHours(1);
                            Assert.Equal(
                                given.Relations.Any(r => Opens(r, given.Rules, member, custodian, needs, at)),
                                rows.Any(r => Opens(r, member, custodian, needs, at)));
                            Assert.Equal(
                                Bits(needs).Any(b => IsDenied(given.Rules, b, member, custodian, "", at)),
                                rows.Any(r => r.Grantee == member && (r.Denies & needs) != 0 && Holds(r, at)
                                    && r.Custodian is var c && (c.Length == 0 || c == custodian)));
                        }
        }).Check(Often);

    [Fact]
    public void Nothing_that_is_over_is_planned_and_no_row_says_what_another_one_says() =>
        Prop.ForAll(AnyCase.ToArbitrary(), given =>
        {
            var rows = AccessPlan.Of("p", given.Relations, given.Rules, [], Policy, Now);
            Assert.All(rows, r => Assert.True(r.Until > Now && r.From < r.Until));
            Assert.Equal(rows.Count, rows.Distinct().Count());
        }).Check(Often);

    [Fact]
    public void A_visit_without_consents_is_one_row()
    {
        var visit = new CareRelation("Encounter/1", "p", "a", RelationKinds.Visit, "", Now.AddDays(-1), Now.AddDays(3));

        Assert.Equal(
            [new("p", "a", "", RecordClasses.Ordinary, RecordClass.Open, Now, Now.AddDays(3))],
            AccessPlan.Of("p", [visit], [], [], Policy, Now));
    }

    [Fact]
    public void Broken_glass_opens_sensitive_classes_whatever_consents_say_but_never_very_restricted_ones()
    {
        var denial = new ConsentRule("c", 0, "p", false, "", "", "", RecordClasses.All, Now, Now.AddDays(9));
        var row = Assert.Single(
            AccessPlan.Of("p", [], [denial], [new("p", "li", Now, Now.AddHours(4))], Policy, Now),
            r => r.Grantee == "person:li");

        Assert.Equal(
            (RecordClasses.BrokenGlass, Now.AddHours(4)), (row.Allows, row.Until));
        Assert.Equal(RecordClass.Open, row.Allows & RecordClass.VeryRestricted);
    }

    // The rule in words: a relation of the member that holds now and reaches this custodian opens its classes. Sensitive
    // ones need a permit that names them. Nothing denied is open; a registration is not touched by consents.
    private static bool Opens(
        CareRelation relation, ConsentRule[] rules, string member, string custodian, RecordClass needs,
        DateTimeOffset at)
    {
        if (relation.Member != member || at < relation.From || at >= relation.Until)
            return false;
        if (relation.Custodian.Length > 0 ? relation.Custodian != custodian : !Members.Peers(member, at).Contains(custodian))
            return false;
        if (relation.Kind == RelationKinds.Registered)
            return needs == RecordClass.Identity;
        return Bits(needs).All(bit =>
            bit != RecordClass.VeryRestricted
            && (!Sensitive.Contains(bit) || rules.Any(r => r.Permits && r.Member is var m && (m.Length == 0 || m == member)
                && Says(r, bit, custodian, relation.Source, at)))
            && !IsDenied(rules, bit, member, custodian, relation.Source, at));
    }

    private static bool IsDenied(
        ConsentRule[] rules, RecordClass bit, string member, string custodian, string source, DateTimeOffset at) =>
        rules.Any(r => !r.Permits && r.Member == member && Says(r, bit, custodian, source, at))
        || (rules.Any(r => !r.Permits && r.Member.Length == 0 && Says(r, bit, custodian, source, at))
            && !rules.Any(r => r.Permits && r.Member == member && Says(r, bit, custodian, source, at)));

    private static bool Says(ConsentRule rule, RecordClass bit, string custodian, string source, DateTimeOffset at) =>
        rule.From <= at && at < rule.Until && (rule.Classes & bit) != 0
        && (rule.Custodian.Length == 0 || rule.Custodian == custodian)
        && (rule.Source.Length == 0 || rule.Source == source);

    // As RecordView.Where asks it.
    private static bool Opens(
        PatientAccess row, string member, string custodian, RecordClass needs, DateTimeOffset at) =>
        row.Grantee == member && (needs & ~row.Allows) == 0 && Holds(row, at)
        && (row.Custodian == custodian
            || (row.Custodian.Length == 0 && Members.Peers(member, at).Contains(custodian)));

    private static bool Holds(PatientAccess row, DateTimeOffset at) => row.From <= at && at < row.Until;

    private static IEnumerable<RecordClass> Bits(RecordClass needs) =>
        Enum.GetValues<RecordClass>().Where(b => b != RecordClass.Open && (needs & b) != 0);

    private static Consortium Consortium(string id, string[] members, DateTimeOffset? from, DateTimeOffset? until) => new()
    {
        Id = id,
        Name = id,
        Kind = ConsortiumKind.MedicalGroup,
        Lead = members[0],
        Members = members,
        From = from,
        Until = until,
    };
}
