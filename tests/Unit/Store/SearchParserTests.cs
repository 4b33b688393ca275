using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Xunit;

namespace IntegrationHub.Unit.Store;

public sealed class SearchParserTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("http://loinc.org|718-7", "http://loinc.org", "718-7")]
    [InlineData("|718-7", "", "718-7")]
    [InlineData("718-7", null, "718-7")]
    [InlineData("http://loinc.org|", "http://loinc.org", null)]
    [InlineData(@"a\|b", null, "a|b")]
    [InlineData(@"s|a\,b", "s", "a,b")]
    public void A_token_has_four_forms_and_escapes(string text, string? system, string? code) =>
        Assert.Equal([new TokenValue(system, code)], Only<TokenCriterion>("Observation", ("code", text)).AnyOf);

    [Fact]
    public void Commas_are_alternatives_and_repetition_is_both()
    {
        var query = Parse("Observation", ("code", "a,b"), ("code", "c")).Value;

        Assert.Equal([2, 1], query.Criteria.Cast<TokenCriterion>().Select(c => c.AnyOf.Count));
    }

    [Theory]
    [InlineData("2026-03-02", DatePrefix.Eq, "2026-03-01T16:00Z", "2026-03-02T16:00Z")]
    [InlineData("ge2026", DatePrefix.Ge, "2025-12-31T16:00Z", "2026-12-31T16:00Z")]
    [InlineData("lt2026-03-02T09:00:00+08:00", DatePrefix.Lt, "2026-03-02T01:00:00Z", "2026-03-02T01:00:01Z")]
    [InlineData("sa2026-03-02T09:00 08:00", DatePrefix.Sa, "2026-03-02T01:00:00Z", "2026-03-02T01:01:00Z")]
    [InlineData("ap2026-03-01T01:00Z", DatePrefix.Ap, "2026-02-28T22:36:00Z", "2026-03-01T03:25:00Z")]
    public void A_date_is_the_span_of_its_precision(string text, DatePrefix prefix, string low, string high)
    {
        var value = Assert.Single(Only<DateCriterion>("Observation", ("date", text)).AnyOf);

        Assert.Equal((prefix, Time(low), Time(high)), (value.Prefix, value.Low, value.High));

        static DateTimeOffset Time(string t) =>
            DateTimeOffset.Parse(t, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("patient", "123", "Patient/123")]
    [InlineData("subject", "Patient/123", "Patient/123")]
    [InlineData("subject:Patient", "123", "Patient/123")]
    [InlineData("subject", "https://hub.example/fhir/Patient/123", "Patient/123")]
    [InlineData("performer", "9", "Organization/9 Patient/9 Practitioner/9")]
    public void A_reference_is_an_id_or_a_path(string name, string text, string expected) => Assert.Equal(
        expected, string.Join(' ', Only<ReferenceCriterion>("Observation", (name, text)).AnyOf));

    [Fact]
    public void References_are_chained_by_identifier()
    {
        var chain = Only<ChainCriterion>("Observation", ("patient.identifier", "urn:x|1"));

        Assert.Equal(("patient", "Patient"), (chain.Param, chain.TargetTypes.Single()));
        Assert.Equal(new TokenValue("urn:x", "1"), chain.AnyOf.Single());
    }

    [Fact]
    public void Paging_sorting_totals_and_includes_are_read()
    {
        var place = new SearchPosition(17, "o1");
        var query = Parse(
            "Observation", ("_count", "9999"), ("_sort", "-_lastUpdated"), ("_total", "accurate"), ("_format", "json"),
            ("_include", "Observation:subject"), (SearchParser.PositionParameter, place.ToString())).Value;

        Assert.Equal(
            (SearchQuery.MostCount, SearchOrder.LastUpdated, true, true, place),
            (query.Count, query.Order, query.Descending, query.WithTotal, query.After));
        Assert.Equal([new SearchInclude("Observation", "subject")], query.Includes);
        Assert.Empty(query.Criteria);
    }

    [Fact]
    public void Every_mistake_is_reported_at_once_and_no_value_is_repeated()
    {
        var result = Parse(
            "Observation", ("colour", "secret"), ("code:text", "secret"), ("date", "xx2026"), ("date", "yesterday"),
            ("patient.name", "secret"), ("subject", "Group/secret"), ("_count", "-1"), ("_sort", "colour"),
            ("_include", "Patient:link"), ("code", ""), ("identifier", "urn:x|"), ("_position", "?"));

        Assert.Equal(
            ["colour", "code:text", "date", "date", "patient.name", "subject", "_count", "_sort", "_include", "code",
                "identifier", "_position"],
            result.Errors.Select(e => e.Path));
        Assert.DoesNotContain("secret", string.Join(' ', result.Errors.Select(e => e.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_hold()
    {
        var values = string.Join(',', Enumerable.Range(0, SearchParser.MostValues));
        Assert.True(Parse("Observation", ("code", values)).IsOk);
        Assert.Equal(HubErrorCode.LimitExceeded, Parse("Observation", ("code", values + ",x")).Errors.Single().Code);
        var many = Enumerable.Repeat(("code", "x"), SearchParser.MostParameters).ToArray();
        Assert.True(Parse("Observation", many).IsOk);
        Assert.Equal(
            HubErrorCode.LimitExceeded, Parse("Observation", [.. many, ("code", "x")]).Errors.Single().Code);
        Assert.Equal(HubErrorCode.NotFound, Parse("Nonsense").Errors.Single().Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("AAAA")]
    [InlineData("bm90IGEgbnVtYmVyIHg")]
    public void A_position_of_another_making_is_none(string text) => Assert.False(SearchPosition.TryParse(text, out _));

    private static T Only<T>(string type, params (string, string)[] parameters)
        where T : Criterion => Assert.IsType<T>(Parse(type, parameters).Value.Criteria.Single());

    private static Result<SearchQuery> Parse(string type, params (string Name, string Value)[] parameters) =>
        SearchParser.Parse(type, parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)), Now);
}
