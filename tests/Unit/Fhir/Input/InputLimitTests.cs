using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Fhir.Input;

/// <summary>What a body from outside may hold: at the limit it is read, one more is refused.</summary>
public sealed class InputLimitTests
{
    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Nesting_of_JSON_has_a_limit(int more, bool taken)
    {
        var depth = InputLimits.Depth + more;
        var nested = Json(new string('[', depth - 1) + new string(']', depth - 1));

        Assert.Equal(!taken, IsLimit(FhirInput.ReadJson(nested).Errors));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Nesting_of_XML_has_a_limit(int more, bool taken)
    {
        var depth = InputLimits.Depth + more;
        var xml = "<Patient xmlns=\"http://hl7.org/fhir\">" + string.Concat(Enumerable.Repeat("<x>", depth - 1))
            + string.Concat(Enumerable.Repeat("</x>", depth - 1)) + "</Patient>";

        Assert.Equal(!taken, IsLimit(FhirInput.ReadXml(Encoding.UTF8.GetBytes(xml)).Errors));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Property_names_have_a_limit(int more, bool taken)
    {
        var name = Encoding.UTF8.GetBytes(
            $$"""{"resourceType":"Patient","{{new string('a', InputLimits.NameBytes + more - 2)}}\u0061b":1}""");

        // Escapes are counted as they are written: five bytes more than they mean.
        var longer = Encoding.UTF8.GetBytes(
            $$"""{"resourceType":"Patient","{{new string('a', InputLimits.NameBytes + more)}}":1}""");

        Assert.True(IsLimit(FhirInput.ReadJson(name).Errors));
        Assert.Equal(!taken, IsLimit(FhirInput.ReadJson(longer).Errors));
    }

    [Theory]
    [InlineData("9999999999999999999999999999", true)]
    [InlineData("79228162514264337593543950335", true)]
    [InlineData("79228162514264337593543950336", false)]
    [InlineData("1e28", true)]
    [InlineData("1e29", false)]
    public void Numbers_have_a_limit(string number, bool taken)
    {
        var body = Encoding.UTF8.GetBytes(
            $$$"""
            {"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":{{{number}}}}}
            """);

        Assert.Equal(taken, FhirInput.ReadJson(body).IsOk);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Strings_have_a_limit(int more, bool taken)
    {
        var text = new string('a', InputLimits.StringLength + more);
        var body = Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","name":[{"text":"{{text}}"}]}""");

        Assert.Equal(taken, FhirInput.ReadJson(body).IsOk);
    }

    [Fact]
    public void Entities_are_never_expanded_and_nothing_is_fetched()
    {
        foreach (var dtd in new[]
        {
            "<!DOCTYPE p [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]>",
            "<!DOCTYPE p SYSTEM \"http://127.0.0.1:1/x.dtd\">",
            "<!DOCTYPE p [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>",
        })
        {
            var xml = $"{dtd}<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"&b;\"/></Patient>";

            var fault = Assert.Single(FhirInput.ReadXml(Encoding.UTF8.GetBytes(xml)).Errors);

            Assert.Equal(HubErrorCode.Unreadable, fault.Code);
            Assert.DoesNotContain("root:", fault.Text, StringComparison.Ordinal);
        }
    }

    private static byte[] Json(string nested) =>
        Encoding.UTF8.GetBytes($$"""{"resourceType":"Patient","x":{{nested}}}""");

    private static bool IsLimit(IReadOnlyList<HubError> errors) =>
        errors.Any(e => e.Code == HubErrorCode.LimitExceeded);
}
