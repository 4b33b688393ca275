using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Exchange;

public sealed class IdentityTests
{
    private const string One = "11010519491231002X";
    private const string Other = "110105194912310038";

    private static readonly DateTimeOffset Nine = ReferralSamples.Nine;

    [Fact]
    public void Nobody_known_is_a_new_resident() =>
        Assert.Null(ResidentMatch.Decide(One, []).Value.Survivor);

    [Fact]
    public void Two_residents_that_are_one_person_become_the_one_with_the_id_number()
    {
        var match = ResidentMatch.Decide(One, [new("a", null), new("b", One)]).Value;

        Assert.Equal("b", match.Survivor);
        Assert.Equal(["a"], match.Losers);
    }

    [Fact]
    public void Two_residents_without_id_number_become_one_the_same_way_on_every_exchange() =>
        Assert.Equal("a", ResidentMatch.Decide(null, [new("b", null), new("a", null)]).Value.Survivor);

    [Theory]
    [InlineData(One, Other, null)]
    [InlineData(null, One, Other)]
    public void Two_id_numbers_are_never_one_person(string? sent, string first, string? second)
    {
        KnownResident[] found = second is null ? [new("a", first)] : [new("a", first), new("b", second)];

        Assert.Equal(HubErrorCode.Conflict, Assert.Single(ResidentMatch.Decide(sent, found).Errors).Code);
    }

    [Fact]
    public void Only_the_valid_id_number_and_the_senders_record_number_are_matched_on()
    {
        var patient = new Patient
        {
            Identifier =
            [
                new(FhirNames.IdCard, One), new(FhirNames.IdCard, "110105194912310021"),
                new(FhirNames.HealthCard, "H1"),
                new(FhirNames.IdCardUnverified, "1"), new("urn:hub:town:mr", "M1"), new("urn:hub:county:mr", "M2"),
                new("urn:hub:town:an", "family"),
            ],
        };

        Assert.Equal(
            [$"{FhirNames.IdCard}|{One}", "urn:hub:town:mr|M1", "http://his/mr|9"],
            ResidentDesk.KeysOf(patient, new("Patient", "http://his/mr", "9"), "town")
                .Select(k => $"{k.System}|{k.Value}"));
    }

    [Fact]
    public void Each_field_has_its_own_newest_value_and_silence_erases_nothing()
    {
        var (golden, times) = (new Patient(), new FieldTimes());
        Take(Named("旧名", phone: "1"), at: 10);
        Take(Named("新名", phone: null), at: 20);
        Take(Named("迟到", phone: "2"), at: 15); // late: its name is old, its phone is the newest word on the phone

        Assert.Equal("新名", golden.Name.Single().Text);
        Assert.Equal("2", golden.Telecom.Single().Value);

        void Take(Patient patient, int at) =>
            Demographics.Take(golden, times, patient, Nine.AddMinutes(at), "town");
    }

    [Fact]
    public void Identifiers_of_all_members_are_kept_with_their_assigner()
    {
        var (golden, times) = (new Patient(), new FieldTimes());
        Demographics.Take(golden, times, new() { Identifier = [new("urn:hub:town:mr", "1")] }, Nine.AddDays(1), "town");
        Demographics.Take(golden, times, new() { Identifier = [new("urn:hub:county:mr", "1")] }, Nine, "county");
        Demographics.Take(golden, times, new() { Identifier = [new("urn:hub:county:mr", "1")] }, Nine, "county");

        Assert.Equal(
            ["urn:hub:town:mr Organization/town", "urn:hub:county:mr Organization/county"],
            golden.Identifier.Select(i => $"{i.System} {i.Assigner?.Reference}"));
    }

    [Fact]
    public void Extensions_are_fields_of_their_own_by_url()
    {
        var (golden, times) = (new Patient(), new FieldTimes());
        Demographics.Take(golden, times, new() { Extension = [new("urn:a", new FhirString("1"))] }, Nine, "town");
        Demographics.Take(
            golden, times, new() { Extension = [new("urn:b", new FhirString("2"))] }, Nine.AddDays(1), "town");

        Assert.Equal(["urn:a", "urn:b"], golden.Extension.Select(e => e.Url));
    }

    [Fact]
    public void A_merge_keeps_the_newer_fields_links_both_and_retires_the_loser()
    {
        var survivor = new Patient { Id = "s", Active = true };
        var loser = new Patient { Id = "l", Active = true };
        var (kept, lost) = (new FieldTimes(), new FieldTimes());
        Demographics.Take(survivor, kept, Named("先", phone: "1"), Nine.AddMinutes(5), "town");
        Demographics.Take(loser, lost, Named("后", phone: "2"), Nine, "county");

        Demographics.Absorb(survivor, kept, loser, lost);

        Assert.Equal(("先", "1"), (survivor.Name.Single().Text, survivor.Telecom.Single().Value));
        Assert.Equal(
            ("Patient/l", Patient.LinkType.Replaces), (survivor.Link[0].Other?.Reference, survivor.Link[0].Type));
        Assert.Equal(("Patient/s", Patient.LinkType.ReplacedBy), (loser.Link[0].Other?.Reference, loser.Link[0].Type));
        Assert.False(loser.Active);
    }

    [Fact]
    public void Field_times_are_read_as_they_were_written()
    {
        var times = new FieldTimes();
        times.Set("name", Nine);

        Assert.Equal(Nine, FieldTimes.Parse(times.ToString())["name"]);
        Assert.Equal(DateTimeOffset.MinValue, FieldTimes.Parse(times.ToString())["gender"]);
    }

    private static Patient Named(string name, string? phone) => new()
    {
        Name = [new() { Text = name }],
        Telecom = phone is null ? [] : [new() { System = ContactPoint.ContactPointSystem.Phone, Value = phone }],
    };
}
