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
            Name = [new() { Text = "Ann　Lee", Family = "Lee", Given = ["Ann"] }],
            Gender = AdministrativeGender.Male,
            BirthDate = "1949",
            Telecom = [new() { System = ContactPoint.ContactPointSystem.Phone, Value = "13800000000" }],
            ManagingOrganization = new("Organization/county"),
        };

        Rows.AssertEqual(
            patient,
            new TokenRow("identifier", "urn:hub:county:mr", "7"),
            new TokenRow("identifier", "", "8"),
            new TokenRow("active", "", "true"),
            new TokenRow("deceased", "", "false"),
            new TokenRow("gender", "", "male"),
            new TokenRow("phone", "", "13800000000"),
            new TokenRow("telecom", "", "13800000000"),
            new StringRow("name", "ann lee", "Ann　Lee"),
            new StringRow("name", "lee", "Lee"),
            new StringRow("name", "ann", "Ann"),
            new StringRow("family", "lee", "Lee"),
            new StringRow("given", "ann", "Ann"),
            new DateRow("birthdate", At("1948-12-31T16:00:00Z"), At("1949-12-31T16:00:00Z")),
            new ReferenceRow("organization", "Organization", "county"));
    }

    [Fact]
    public void An_observation_is_found_by_patient_code_value_date_status_category_and_order()
    {
        var observation = new Observation
        {
            Identifier = [new("urn:hub:county:observation", "9/WBC/1")],
            Status = ObservationStatus.Final,
            Category = [new(FhirNames.Terminology("observation-category"), "laboratory")],
            Code = new()
            {
                Coding = [new("urn:hub:county:item", "WBC") { Display = "Leucocytes" }, new(FhirNames.Loinc, "6690-2")],
                Text = "leucocytes",
            },
            Subject = new("Patient/1"),
            Effective = new FhirDateTime("2026-03-02T09:00:00+08:00"),
            Value = new Quantity { Value = 4.5m, Unit = "10*9/L", System = FhirNames.Ucum, Code = "10*9/L" },
            BasedOn =
                [new("ServiceRequest/3/_history/2"), new("#order"), new("https://other.example/ServiceRequest/3")],
            Performer = [new("Organization/county"), new("Organization/county"), new() { Display = "外院" }],
            Specimen = new() { Identifier = new("urn:hub:county:specimen", "S1") },
        };

        Rows.AssertEqual(
            observation,
            new TokenRow("identifier", "urn:hub:county:observation", "9/WBC/1"),
            new TokenRow("status", "", "final"),
            new TokenRow("category", "http://terminology.hl7.org/CodeSystem/observation-category", "laboratory"),
            new TokenRow("code", "urn:hub:county:item", "WBC"),
            new TokenRow("code", "http://loinc.org", "6690-2"),
            new StringRow("code:text", "leucocytes"),
            new NumberRow("value-quantity", FhirNames.Ucum, "10*9/L", 4.5, 4.5),
            new DateRow("date", At("2026-03-02T01:00:00Z"), At("2026-03-02T01:00:01Z")),
            new ReferenceRow("subject", "Patient", "1"),
            new ReferenceRow("performer", "Organization", "county"),
            new ReferenceRow("based-on", "ServiceRequest", "3"),
            new ReferenceRow("based-on", "", "https://other.example/ServiceRequest/3"),
            new TokenRow("specimen:identifier", "urn:hub:county:specimen", "S1"));
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

        Rows.AssertEqual(
            appointment,
            new TokenRow("status", "", "noshow"),
            new DateRow("date", At("2026-03-02T01:00:00Z"), At("2026-03-02T01:00:01Z")),
            new ReferenceRow("actor", "Patient", "1"),
            new ReferenceRow("actor", "Location", "2"));
    }

    [Fact]
    public void Parts_of_a_component_stay_together_and_a_component_without_value_gives_no_composite()
    {
        var pressure = new Observation
        {
            Component =
            [
                new() { Code = new(FhirNames.Loinc, "8480-6"), Value = Mercury(120) },
                new() { Code = new(FhirNames.Loinc, "8462-4"), Value = Mercury(80) },
                new() { Code = new(FhirNames.Loinc, "0-0") },
            ],
        };

        Assert.Equal(
            [
                Part(1, 1, new TokenRow("component-code", FhirNames.Loinc, "8480-6")),
                Part(1, 2, new NumberRow("component-value-quantity", FhirNames.Ucum, "mm[Hg]", 120, 120)),
                Part(2, 1, new TokenRow("component-code", FhirNames.Loinc, "8462-4")),
                Part(2, 2, new NumberRow("component-value-quantity", FhirNames.Ucum, "mm[Hg]", 80, 80)),
            ],
            SearchIndex.Rows(pressure).OfType<CompositeRow>());

        static Quantity Mercury(decimal value) => new(value, "mm[Hg]", FhirNames.Ucum);
        static CompositeRow Part(int element, int part, IndexRow value) =>
            new("component-code-value-quantity", element, part, value);
    }

    [Fact]
    public void A_quantity_below_the_limit_of_measurement_is_open_below_and_a_range_has_both_ends()
    {
        var below = new Observation
        {
            Value = new Quantity { Value = 5, Comparator = Quantity.QuantityComparator.LessThan, Unit = "毫克" },
        };
        var onset = new Condition { Onset = new Hl7.Fhir.Model.Range { High = new(40, "a") } };

        Assert.Equal(
            [new NumberRow("value-quantity", "", "毫克", double.NegativeInfinity, 5)],
            SearchIndex.Rows(below));
        Assert.Equal(
            [new NumberRow("onset-age", FhirNames.Ucum, "a", double.NegativeInfinity, 40)],
            SearchIndex.Rows(onset));
    }

    [Fact]
    public void Tags_security_labels_profiles_and_source_of_every_type_have_rows()
    {
        var binary = new Binary
        {
            Meta = new()
            {
                Tag = [new("urn:t", "a")],
                Security = [new("urn:s", "R")],
                Profile = ["urn:p"],
                Source = "urn:hub:m",
            },
        };

        Rows.AssertEqual(
            binary,
            new TokenRow("_tag", "urn:t", "a"), new TokenRow("_security", "urn:s", "R"),
            new UriRow("_profile", "urn:p"), new UriRow("_source", "urn:hub:m"));
    }

    [Fact]
    public void A_canonical_is_found_with_and_without_its_version_and_a_place_by_its_position()
    {
        var answers = new QuestionnaireResponse { Questionnaire = "http://example.org/q|2" };
        var place = new Location { Position = new() { Latitude = 30.1m, Longitude = 104.6m } };

        Assert.Equal(
            [
                new ReferenceRow("questionnaire", "", "http://example.org/q|2"),
                new ReferenceRow("questionnaire", "", "http://example.org/q"),
            ],
            SearchIndex.Rows(answers));
        Assert.Equal(
            [new NumberRow("near:lat", "", "", 30.1, 30.1), new NumberRow("near:lng", "", "", 104.6, 104.6)],
            SearchIndex.Rows(place));
    }

    [Fact]
    public void An_empty_resource_has_no_rows_but_that_a_patient_is_not_deceased()
    {
        foreach (var type in SearchParameters.Types)
        {
            var resource = (Resource)Activator.CreateInstance(ModelInfo.GetTypeForFhirType(type)!)!;
            Assert.Equal(type == "Patient" ? ["deceased"] : [], SearchIndex.Rows(resource).Select(r => r.Parameter));
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static class Rows
    {
        /// <summary>Which rows, whatever their order.</summary>
        public static void AssertEqual(Resource resource, params IndexRow[] expected) => Assert.Equal(
            expected.Select(r => r.ToString()).Order(StringComparer.Ordinal),
            SearchIndex.Rows(resource).Select(r => r.ToString()).Order(StringComparer.Ordinal));
    }
}
