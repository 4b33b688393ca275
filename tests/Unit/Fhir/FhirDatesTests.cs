using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Fhir;

public sealed class FhirDatesTests
{
    [Theory]
    [InlineData("2026", "2025-12-31T16:00:00Z", "2026-12-31T16:00:00Z")]
    [InlineData("2024-02", "2024-01-31T16:00:00Z", "2024-02-29T16:00:00Z")]
    [InlineData("2026-03-02", "2026-03-01T16:00:00Z", "2026-03-02T16:00:00Z")]
    [InlineData("2026-03-02T09:00+08:00", "2026-03-02T01:00:00Z", "2026-03-02T01:01:00Z")]
    [InlineData("2026-03-02T09:00", "2026-03-02T01:00:00Z", "2026-03-02T01:01:00Z")]
    [InlineData("2026-03-02T09:00:30Z", "2026-03-02T09:00:30Z", "2026-03-02T09:00:31Z")]
    [InlineData("2026-03-02T09:00:30.5Z", "2026-03-02T09:00:30.5Z", "2026-03-02T09:00:30.6Z")]
    [InlineData("2026-03-02T09:00:30.1234567Z", "2026-03-02T09:00:30.1234567Z", "2026-03-02T09:00:30.1234577Z")]
    [InlineData("2026-03-02T09:00:30.25-05:00", "2026-03-02T14:00:30.25Z", "2026-03-02T14:00:30.26Z")]
    public void A_date_is_the_span_its_precision_says(string text, string start, string end) =>
        Assert.Equal((At(start), At(end)), FhirDates.Span(text).Value);

    [Theory]
    [InlineData("")]
    [InlineData("26")]
    [InlineData("2026-13")]
    [InlineData("2026-02-30")]
    [InlineData("2026-03-02T")]
    [InlineData("2026-03-02T25:00")]
    [InlineData("2026-03-02T09:00:00+99:00")]
    [InlineData("0000")]
    [InlineData("next week")]
    public void What_is_no_date_is_malformed(string text) =>
        Assert.Equal(HubErrorCode.FieldMalformed, Assert.Single(FhirDates.Span(text).Errors).Code);

    [Fact]
    public void An_open_period_reaches_the_end_of_time()
    {
        var rows = SearchIndex.Rows(new Encounter { Period = new() { Start = "2026-03-02" } });

        Assert.Equal([new DateRow("date", At("2026-03-01T16:00:00Z"), FhirDates.Latest)], rows);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
