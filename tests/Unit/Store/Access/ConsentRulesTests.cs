using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Xunit;
using Component = Hl7.Fhir.Model.Consent.provisionComponent;

namespace IntegrationHub.Unit.Store.Access;

public sealed class ConsentRulesTests
{
    private static readonly MemberDirectory Members = new(
        new[] { "a", "b" }.Select(i => new Member
        {
            Id = i,
            Name = i,
            Tier = Tier.County,
            Facilities = [i],
            Gateway = i,
        }));

    [Fact]
    public void Nested_provisions_become_flat_rules_that_take_over_what_they_do_not_say()
    {
        var root = Deny();
        root.Period = new() { Start = "2026-01-01", End = "2026-12-31" };
        var permit = new Component { Type = Consent.ConsentProvisionType.Permit, Actor = [Actor("a")] };
        permit.Data = [new() { Meaning = Consent.ConsentDataMeaning.Related, Reference = new("ServiceRequest/r1") }];
        permit.Provision = [Labelled(Consent.ConsentProvisionType.Deny, "HIV")];
        root.Provision = [permit];

        var rules = ConsentRules.Read(Of(root), Members).Value;

        var (from, until) = (At("2026-01-01T00:00:00+08:00"), At("2027-01-01T00:00:00+08:00"));
        Assert.Equal(
            [
                new("c", 0, "p", false, "", "", "", RecordClasses.All, from, until),
                new("c", 1, "p", true, "a", "", "ServiceRequest/r1", RecordClasses.Ordinary, from, until),
                new("c", 2, "p", false, "a", "", "ServiceRequest/r1", RecordClass.Hiv, from, until),
            ],
            rules);
    }

    [Fact]
    public void Everything_that_cannot_be_kept_is_told_at_once()
    {
        var root = new Component
        {
            Type = Consent.ConsentProvisionType.Permit,
            Actor = [Actor("nobody"), Actor("a", "WIT")],
            Action = [new("http://terminology.hl7.org/CodeSystem/consentaction", "correct")],
            Purpose = [new(FhirNames.V3("ActReason"), "HRESCH")],
            Code = [new(FhirNames.Loinc, "718-7")],
            Class = [new("http://hl7.org/fhir/resource-types", "Observation")],
            SecurityLabel = [new(FhirNames.V3("Confidentiality"), "V")],
            DataPeriod = new() { Start = "2020" },
            Data = [new() { Meaning = Consent.ConsentDataMeaning.Instance, Reference = new("Observation/1") }],
        };

        var errors = ConsentRules.Read(Of(root), Members).Errors;

        Assert.Equal(
            "action actor[0].reference actor[1].role class[0] code data dataPeriod purpose securityLabel[0]"
                .Split(' ').Select(p => "Consent.provision." + p),
            errors.Select(e => e.Path).Order(StringComparer.Ordinal).Where(p => p != "Consent.provision.class"));
        Assert.All(errors, e => Assert.Equal(HubErrorCode.BusinessRule, e.Code));
    }

    [Fact]
    public void A_policy_says_what_holds_when_the_provision_does_not()
    {
        var optOut = Of(new() { Period = new() { Start = "2026-01-01" } });
        optOut.PolicyRule = new(FhirNames.V3("ActCode"), "OPTOUT");
        var nothing = Of(new());

        var rule = Assert.Single(ConsentRules.Read(optOut, Members).Value);

        Assert.Equal((false, "", RecordClasses.All), (rule.Permits, rule.Member, rule.Classes));
        Assert.Equal("Consent.provision.type", Assert.Single(ConsentRules.Read(nothing, Members).Errors).Path);
    }

    [Fact]
    public void A_permit_that_a_denial_around_it_would_beat_is_refused()
    {
        var byName = Deny();
        byName.Actor = [Actor("a")];
        byName.Provision = [Labelled(Consent.ConsentProvisionType.Permit, "HIV")];
        var forAll = Deny();
        forAll.Provision = [Labelled(Consent.ConsentProvisionType.Permit, "HIV")];

        Assert.All(
            new[] { byName, forAll },
            p => Assert.Equal(
                "Consent.provision.provision[0]", Assert.Single(ConsentRules.Read(Of(p), Members).Errors).Path));
    }

    [Fact]
    public void A_consent_that_is_not_active_or_not_about_privacy_steers_nothing()
    {
        var inactive = Of(Deny());
        inactive.Status = Consent.ConsentState.Inactive;
        var treatment = Of(Deny());
        treatment.Scope = new("http://terminology.hl7.org/CodeSystem/consentscope", "treatment");

        Assert.Empty(ConsentRules.Read(inactive, Members).Value);
        Assert.Empty(ConsentRules.Read(treatment, Members).Value);
    }

    [Fact]
    public void One_that_was_stored_and_cannot_be_kept_closes_everything()
    {
        var root = Deny();
        root.Code = [new(FhirNames.Loinc, "718-7")];

        var rule = Assert.Single(ConsentRules.Safe(Of(root), "c", "p", Members));

        Assert.Equal((false, "", "", RecordClasses.All), (rule.Permits, rule.Member, rule.Custodian, rule.Classes));
    }

    private static Consent Of(Component provision) => new()
    {
        Id = "c",
        Status = Consent.ConsentState.Active,
        Patient = new("Patient/p"),
        Provision = provision,
    };

    private static Component Deny() => new() { Type = Consent.ConsentProvisionType.Deny };

    private static Component Labelled(Consent.ConsentProvisionType type, string label) => new()
    {
        Type = type,
        SecurityLabel = [new(FhirNames.V3("ActCode"), label)],
    };

    private static Consent.provisionActorComponent Actor(string member, string role = "IRCP") => new()
    {
        Role = new(FhirNames.V3("ParticipationType"), role),
        Reference = new("Organization/" + member),
    };

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).ToUniversalTime();
}
