using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Fhir;

public sealed class SearchIndexTests
{
    [Fact]
    public void A_patient_is_found_by_identifier_name_sex_birth_date_phone_and_custodian()
    {
        var patient = new Patient
        {
            Active = true,
            Identifier = [new("urn:hub:county:mr", "7"), new() { Value = "8" }],
            Name = [new() { Text = "张　三", Family = "张", Given = ["三"] }],
            Gender = AdministrativeGender.Male,
            BirthDate = "1949",
            Telecom = [new() { System = ContactPoint.ContactPointSystem.Phone, Value = "13800000000" }],
            ManagingOrganization = new("Organization/county"),
        };

        Assert.Equal(
            [
                new TokenRow("identifier", "urn:hub:county:mr", "7"),
                new TokenRow("identifier", "", "8"),
                new TokenRow("active", "", "true"),
                new TokenRow("gender", "", "male"),
                new TokenRow("phone", "", "13800000000"),
                new StringRow("name", "张 三"),
                new StringRow("name", "张"),
                new StringRow("name", "三"),
                new DateRow("birthdate", At("1948-12-31T16:00:00Z"), At("1949-12-31T16:00:00Z")),
                new ReferenceRow("organization", "Organization", "county"),
            ],
            SearchIndex.Rows(patient));
    }

    [Fact]
    public void An_observation_is_found_by_patient_code_date_status_category_and_order()
    {
        var observation = new Observation
        {
            Identifier = [new("urn:hub:county:observation", "9/WBC/1")],
            Status = ObservationStatus.Final,
            Category = [new(FhirNames.Terminology("observation-category"), "laboratory")],
            Code = new() { Coding = [new("urn:hub:county:item", "WBC"), new(FhirNames.Loinc, "6690-2")] },
            Subject = new("Patient/1"),
            Effective = new FhirDateTime("2026-03-02T09:00:00+08:00"),
            BasedOn = [new("https://hub.example/fhir/ServiceRequest/3/_history/2"), new("urn:uuid:0")],
            Performer = [new("Organization/county"), new("Organization/county"), new() { Display = "外院" }],
        };

        Assert.Equal(
            [
                new TokenRow("identifier", "urn:hub:county:observation", "9/WBC/1"),
                new TokenRow("status", "", "final"),
                new TokenRow("category", "http://terminology.hl7.org/CodeSystem/observation-category", "laboratory"),
                new TokenRow("code", "urn:hub:county:item", "WBC"),
                new TokenRow("code", "http://loinc.org", "6690-2"),
                new DateRow("date", At("2026-03-02T01:00:00Z"), At("2026-03-02T01:00:01Z")),
                new ReferenceRow("subject", "Patient", "1"),
                new ReferenceRow("performer", "Organization", "county"),
                new ReferenceRow("based-on", "ServiceRequest", "3"),
            ],
            SearchIndex.Rows(observation));
    }

    [Fact]
    public void The_actors_of_an_appointment_are_indexed_once_for_patient_practitioner_and_location()
    {
        var appointment = new Appointment
        {
            Status = Appointment.AppointmentStatus.Noshow,
            Start = At("2026-03-02T01:00:00Z"),
            Participant = [new() { Actor = new("Patient/1") }, new() { Actor = new("Location/2") }, new()],
        };

        Assert.Equal(
            [
                new TokenRow("status", "", "noshow"),
                new DateRow("date", At("2026-03-02T01:00:00Z"), At("2026-03-02T01:00:01Z")),
                new ReferenceRow("actor", "Patient", "1"),
                new ReferenceRow("actor", "Location", "2"),
            ],
            SearchIndex.Rows(appointment));
        Assert.Equal("actor", SearchParameters.Find("Appointment", "patient")!.IndexedAs);
    }

    [Fact]
    public void Rows_carry_only_names_the_registry_knows()
    {
        foreach (var type in SearchParameters.Types)
        {
            var resource = (Resource)Activator.CreateInstance(ModelInfo.GetTypeForFhirType(type)!)!;
            Assert.Empty(SearchIndex.Rows(resource));
        }
    }

    [Theory]
    [InlineData("ＡＢＣ　張  三 ", "abc 張 三")]
    [InlineData("Zhang San", "zhang san")]
    public void Text_is_folded(string text, string folded) => Assert.Equal(folded, SearchText.Fold(text));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
