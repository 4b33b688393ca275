using IntegrationHub.Exchange;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Xunit;

namespace IntegrationHub.Unit.Store.Access;

public sealed class RecordLabelTests
{
    private static readonly SensitiveCodes Codes = new(
        [new(RecordClass.Abuse, "urn:hub:county:diagnosis", "V7")]);

    [Fact]
    public void Every_resource_type_of_R4_has_a_class()
    {
        Assert.Empty(FhirTypes.Stored.Append("Parameters").Except(RecordTypes.All));
        Assert.Empty(RecordTypes.All.Except(FhirTypes.Stored.Append("Parameters")));
        Assert.Equal(146, RecordTypes.All.Count); // the abstract Resource and DomainResource make 148
    }

    [Theory]
    [InlineData("Slot", false, RecordClass.Open)]
    [InlineData("Schedule", true, RecordClass.Private)]
    [InlineData("Observation", true, RecordClass.Result)]
    [InlineData("List", false, RecordClass.Private)]
    [InlineData("Basic", true, RecordClass.Private)]
    [InlineData("MolecularSequence", true, RecordClass.Result | RecordClass.Genetic)]
    [InlineData("Nonsense", true, RecordClass.Private)]
    public void A_type_has_its_class_and_an_open_type_of_a_patient_is_private(
        string type, bool ofPatient, RecordClass expected) => Assert.Equal(expected, RecordTypes.Of(type, ofPatient));

    [Theory]
    [InlineData(FhirNames.Icd10, "B20.9", RecordClass.Hiv)]
    [InlineData(FhirNames.Icd10, "b24.x00", RecordClass.Hiv)]
    [InlineData(FhirNames.Icd10, "B25", RecordClass.Open)]
    [InlineData(FhirNames.Icd10, "F32.900", RecordClass.MentalHealth)]
    [InlineData(FhirNames.Icd10, "F10.2", RecordClass.Substance)]
    [InlineData(FhirNames.Icd10, "F02.4", RecordClass.Hiv)]
    [InlineData(FhirNames.Icd10, "A53.901", RecordClass.SexualHealth)]
    [InlineData("http://hl7.org/fhir/sid/icd-10-cm", "O04.5", RecordClass.Reproductive)]
    [InlineData(FhirNames.Icd9Cm3, "69.01001", RecordClass.Reproductive)]
    [InlineData(FhirNames.Loinc, "75622-1", RecordClass.Hiv)]
    [InlineData(FhirNames.Loinc, "718-7", RecordClass.Open)]
    [InlineData("urn:hub:county:diagnosis", "V71", RecordClass.Abuse)]
    [InlineData("urn:elsewhere", "B20", RecordClass.Open)]
    public void A_code_is_sensitive_by_its_longest_prefix(string system, string code, RecordClass expected) =>
        Assert.Equal(expected, Codes.Of(system, code));

    [Fact]
    public void Every_coding_anywhere_counts_in_any_order_of_its_members_and_nothing_else_does()
    {
        const string json = """
            {"resourceType":"Observation","id":"1",
             "meta":{"security":[{"code":"R","system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality"}]},
             "contained":[{"resourceType":"Condition","code":{"coding":[
               {"system":"urn:oid:2.16.156.10011.2.3.3.11","code":"F32"}]}}],
             "code":{"coding":[{"code":"718-7","system":"http://loinc.org"}]},
             "extension":[{"url":"x","valueCoding":{"system":"urn:hub:county:diagnosis","code":"V71"}}],
             "valueQuantity":{"system":"http://unitsofmeasure.org","code":"B20"},
             "note":[{"text":"system urn:oid:2.16.156.10011.2.3.3.11 code B20"}],
             "hasMember":[{"reference":"Observation/2"}],"subject":{"reference":"Patient/9"}}
            """;

        var scan = RecordScan.Of("Observation", json, Codes);

        Assert.Equal(RecordClass.Restricted | RecordClass.MentalHealth | RecordClass.Abuse, scan.Sensitive);
        Assert.Equal([new ResourceKey("Observation", "2")], scan.Held);
    }

    [Fact]
    public void An_open_record_stays_open_whatever_codes_it_lists_unless_its_label_says_otherwise()
    {
        Assert.Equal(RecordClass.Open, RecordMarks.NeedsOf("ValueSet", false, RecordClass.Hiv));
        Assert.Equal(
            RecordClass.Private | RecordClass.Restricted,
            RecordMarks.NeedsOf("ValueSet", false, RecordClass.Restricted));
    }
}
