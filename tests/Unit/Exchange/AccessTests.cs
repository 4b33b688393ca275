using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Xunit;

namespace IntegrationHub.Unit.Exchange;

public sealed class AccessTests
{
    private static readonly AccessPolicy Policy = new() { Members = ReferralSamples.Members };

    private static readonly CallerView Views = new(new() { Members = ReferralSamples.Members });

    [Theory]
    [InlineData(ReferralState.Draft, "")]
    [InlineData(ReferralState.Submitted, "county offer of town for 30 d")]
    [InlineData(ReferralState.InfoRequested, "county offer of town for 30 d")]
    [InlineData(ReferralState.Accepted, "town referral of all for 180 d; county referral of all for 180 d")]
    [InlineData(ReferralState.Scheduled, "town referral of all for 180 d; county referral of all for 180 d")]
    [InlineData(ReferralState.Arrived, "town referral of all for 180 d; county referral of all for 180 d")]
    [InlineData(ReferralState.Completed, "town referral of all for 30 d; county referral of all for 30 d")]
    [InlineData(ReferralState.Returned, "town referral of all for 30 d; county referral of all for 30 d")]
    [InlineData(ReferralState.Cancelled, "")]
    [InlineData(ReferralState.Rejected, "")]
    [InlineData(ReferralState.Expired, "")]
    internal void A_referral_opens_records_by_where_it_stands(ReferralState state, string expected)
    {
        var rows = ReferralRelations.Of(ReferralSamples.Referral("t", state), Policy);

        Assert.Equal(expected, string.Join("; ", rows.Select(r =>
            $"{r.Member} {r.Kind} of {(r.Custodian.Length > 0 ? r.Custodian : "all")} for {(r.Until - r.From).Days} d")));
        Assert.All(rows, r => Assert.Equal(
            ("ServiceRequest/r-t", "p1", ReferralSamples.Nine), (r.Source, r.PatientId, r.From)));
    }

    [Fact]
    public void A_system_sees_all_classes_and_a_person_what_the_roles_see()
    {
        var system = Views.Of(new("town", "portal"), ReferralSamples.Nine);
        Assert.Equal(RecordClasses.All, system.Allows);
        Assert.Equal(["town"], system.Grantees);
        Assert.Null(system.Types);
        Assert.Equal(3, system.Peers.Count);

        var clinician = Views.Of(Person(PersonRole.Clinician), ReferralSamples.Nine);
        Assert.Equal(["town", "person:li"], clinician.Grantees);
        Assert.Equal(RecordClasses.All & ~RecordClass.Finance, clinician.Allows);

        var operations = Views.Of(Person(PersonRole.Operations, PersonRole.HospitalIt), ReferralSamples.Nine);
        Assert.Equal(["person:li"], operations.Grantees);
        Assert.Equal(RecordClass.Open, operations.Allows);
    }

    [Fact]
    public void Scopes_that_may_neither_read_nor_search_hide_a_type()
    {
        var view = Views.Of(
            new("town", "portal")
            {
                Scopes = new()
                {
                    Letters = new Dictionary<string, string>
                    {
                        ["Observation"] = "rs",
                        ["Patient"] = "s",
                        ["Task"] = "cu",
                    },
                },
            },
            ReferralSamples.Nine);

        Assert.Equal(["Observation", "Patient"], view.Types!.Order());
    }

    private static Caller Person(params PersonRole[] roles) => new("town", "li") { Person = "li", Roles = roles };
}
