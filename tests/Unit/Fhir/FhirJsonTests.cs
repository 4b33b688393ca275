using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Fhir;

public sealed class FhirJsonTests
{
    [Fact]
    public void Chinese_text_is_written_as_it_is_and_read_back()
    {
        var patient = new Patient { Name = [new() { Text = "㐂𠮷" }], BirthDate = "1949-12" };

        var json = FhirJson.Serialize(patient);

        Assert.Equal("""{"resourceType":"Patient","name":[{"text":"㐂𠮷"}],"birthDate":"1949-12"}""", json.Replace(
            "\\uD842\\uDFB7", "𠮷", StringComparison.OrdinalIgnoreCase));
        Assert.True(patient.IsExactly(FhirJson.Parse<Patient>(json)));
    }

    [Fact]
    public void All_three_ways_to_write_give_the_same_bytes()
    {
        var patient = new Patient { Id = "p1", Active = true };
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();

        FhirJson.Serialize(buffer, patient);

        Assert.Equal(FhirJson.Serialize(patient), System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    [Fact]
    public void Input_from_outside_is_refused_with_every_fault_and_no_value()
    {
        var result = FhirJson.TryParse(
            """{"resourceType":"Observation","effectiveDateTime":"secret","colour":"secret","issued":7}""");

        Assert.Equal(
            [
                new(HubErrorCode.FieldMalformed, "FHIR R4 has no such element.", "Observation.colour"),
                new(HubErrorCode.FieldMalformed, "The JSON type does not fit the element.", "Observation.issued"),
                new(HubErrorCode.FieldMissing, "The element is required.", "Observation.code"),
                new(HubErrorCode.FieldMissing, "The element is required.", "Observation.status"),
                new(HubErrorCode.FieldMalformed, "The value is no literal of the element's type.",
                    "Observation.effective"),
            ],
            result.Errors.Select(e => e with { Line = null, Column = null }).OrderBy(e => e.Text, StringComparer.Ordinal).ThenBy(e => e.Path, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("""{"resourceType":"Patient" """)]
    [InlineData("""{"resourceType":"Patient","active":true} tail""")]
    public void What_is_no_JSON_object_is_unreadable(string body) =>
        Assert.Equal(HubErrorCode.Unreadable, Assert.Single(FhirJson.TryParse(body).Errors).Code);

    [Fact]
    public void Line_ends_survive_XML()
    {
        var patient = new Patient { Name = [new() { Text = "one\r\ntwo\nthree" }] };

        var read = FhirInput.Read(FhirXml.Serialize(patient), "application/fhir+xml; charset=utf-8");

        Assert.Equal(FhirJson.Serialize(patient), FhirJson.Serialize(read.Value));
    }

    [Fact]
    public void Our_own_output_is_read_without_validation() =>
        Assert.Null(FhirJson.Parse<Observation>("""{"resourceType":"Observation","id":"1"}""").Status);

    [Fact]
    public void Our_own_output_of_another_type_is_a_bug() =>
        Assert.Throws<InvalidOperationException>(
            () => FhirJson.Parse<Patient>("""{"resourceType":"Observation","id":"1"}"""));
}
