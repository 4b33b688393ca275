using IntegrationHub.Exchange;
using Xunit;

namespace IntegrationHub.Unit.Exchange;

public sealed class FhirFormatTests
{
    [Theory]
    [InlineData(null, null, "Json")]
    [InlineData(null, "*/*", "Json")]
    [InlineData(null, "application/fhir+xml", "Xml")]
    [InlineData(null, "application/fhir+json;q=0.5, application/fhir+xml", "Xml")]
    [InlineData(null, "text/html,application/xhtml+xml,*/*;q=0.8", "Json")]
    [InlineData(null, "application/xml;q=0, application/json", "Json")]
    [InlineData("xml", "application/json", "Xml")]
    [InlineData("application/fhir json", null, "Json")] // a plus sign nobody escaped
    [InlineData("ttl", null, null)]
    [InlineData(null, "text/turtle", null)]
    [InlineData(null, "rubbish", null)]
    public void The_format_asked_for_is_chosen_or_refused(string? format, string? accept, string? expected)
    {
        var chosen = FhirFormats.Choose(format, [accept]);

        Assert.Equal(expected, chosen.IsOk ? chosen.Value.ToString() : null);
    }
}
