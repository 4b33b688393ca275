using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Xunit;

namespace IntegrationHub.Unit.Exchange;

public sealed class BundlePlanTests
{
    [Fact]
    public void Requests_by_identifier_by_member_and_without_key_are_understood()
    {
        var plan = BundlePlan.Read(
            Transaction(
                Entry("urn:uuid:1", new Patient(), Bundle.HTTPVerb.PUT, "Patient?identifier=urn:hub:town:mr%7CM%2F1"),
                Entry("urn:uuid:2", new Organization(), Bundle.HTTPVerb.PUT, "Organization/county"),
                Entry("urn:uuid:3", new Provenance(), Bundle.HTTPVerb.POST, "Provenance")),
            ReferralSamples.Members).Value;

        Assert.Equal(new IntegrationHub.Store.BusinessKey("Patient", "urn:hub:town:mr", "M/1"), plan.Entries[0].Key);
        Assert.Equal("county", plan.Entries[1].MemberId);
        Assert.Equal((null, null), (plan.Entries[2].Key, plan.Entries[2].MemberId));
    }

    [Fact]
    public void Every_fault_is_reported_at_once_with_its_place()
    {
        var errors = BundlePlan.Read(
            Transaction(
                new() { FullUrl = "urn:uuid:1" },
                Entry("", new Patient(), Bundle.HTTPVerb.PUT, "Patient?identifier=a|b"),
                Entry("urn:uuid:3", new Patient(), Bundle.HTTPVerb.DELETE, "Patient/1"),
                Entry("urn:uuid:4", new Patient(), Bundle.HTTPVerb.PUT, "Patient?identifier=b"),
                Entry("urn:uuid:5", new Patient(), Bundle.HTTPVerb.PUT, "Encounter?identifier=a|b"),
                Entry("urn:uuid:6", new Organization(), Bundle.HTTPVerb.PUT, "Organization/nobody")),
            ReferralSamples.Members).Errors;

        Assert.Equal(
            [
                "Bundle.entry[0].resource FieldMissing", "Bundle.entry[1].fullUrl FieldMissing",
                "Bundle.entry[2].request.method NotSupported", "Bundle.entry[3].request.url FieldMalformed",
                "Bundle.entry[4].request.url FieldMalformed", "Bundle.entry[5].request.url FieldMalformed",
            ],
            errors.Select(e => $"{e.Path} {e.Code}"));
    }

    [Fact]
    public void A_reference_to_no_entry_is_refused()
    {
        var encounter = new Encounter { Subject = new("urn:uuid:9") };
        var errors = BundlePlan.Read(
            Transaction(Entry("urn:uuid:1", encounter, Bundle.HTTPVerb.PUT, "Encounter?identifier=a|b")),
            ReferralSamples.Members).Errors;

        Assert.Equal("Bundle.entry[0]", Assert.Single(errors).Path);
    }

    [Fact]
    public void Anything_but_a_transaction_is_refused() => Assert.Equal(
        HubErrorCode.FieldMalformed,
        Assert.Single(
            BundlePlan.Read(new Bundle { Type = Bundle.BundleType.Batch }, ReferralSamples.Members).Errors).Code);

    [Fact]
    public void References_are_found_at_every_depth()
    {
        var report = new DiagnosticReport
        {
            Subject = new("Patient/1"),
            Result = [new("Observation/1"), new("Observation/2")],
            Extension = [new("urn:x", new ResourceReference("Organization/1"))],
        };
        report.EffectivePeriod().StartElement!.Extension.Add(new("urn:y", new ResourceReference("Location/1")));

        Assert.Equal(
            ["Location/1", "Observation/1", "Observation/2", "Organization/1", "Patient/1"],
            References.In(report).Select(r => r.Reference).Order());
    }

    private static Bundle Transaction(params Bundle.EntryComponent[] entries) =>
        new() { Type = Bundle.BundleType.Transaction, Entry = [.. entries] };

    private static Bundle.EntryComponent Entry(string fullUrl, Resource resource, Bundle.HTTPVerb method, string url) =>
        new() { FullUrl = fullUrl, Resource = resource, Request = new() { Method = method, Url = url } };
}

file static class Reports
{
    public static Period EffectivePeriod(this DiagnosticReport report)
    {
        var period = new Period { Start = "2026-03-02" };
        report.Effective = period;
        return period;
    }
}
