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
        Assert.Equal([new TokenValue(system, code)], Row("Observation", ("code", text)).AnyOf);

    [Fact]
    public void Commas_are_alternatives_and_repetition_is_both()
    {
        var query = Parse("Observation", ("code", "a,b"), ("code", "c")).Value;

        Assert.Equal([2, 1], query.Criteria.Cast<RowCriterion>().Select(c => c.AnyOf.Count));
    }

    [Theory]
    [InlineData("2026-03-02", SearchPrefix.Eq, "2026-03-01T16:00Z", "2026-03-02T16:00Z")]
    [InlineData("ge2026", SearchPrefix.Ge, "2025-12-31T16:00Z", "2026-12-31T16:00Z")]
    [InlineData("lt2026-03-02T09:00:00+08:00", SearchPrefix.Lt, "2026-03-02T01:00:00Z", "2026-03-02T01:00:01Z")]
    [InlineData("sa2026-03-02T09:00 08:00", SearchPrefix.Sa, "2026-03-02T01:00:00Z", "2026-03-02T01:01:00Z")]
    [InlineData("ap2026-03-01T01:00Z", SearchPrefix.Ap, "2026-02-28T22:36:00Z", "2026-03-01T03:25:00Z")]
    public void A_date_is_the_span_of_its_precision(string text, SearchPrefix prefix, string low, string high)
    {
        var value = Assert.IsType<DateValue>(Assert.Single(Row("Observation", ("date", text)).AnyOf));

        Assert.Equal((prefix, Time(low), Time(high)), (value.Prefix, value.Low, value.High));

        static DateTimeOffset Time(string t) =>
            DateTimeOffset.Parse(t, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("patient", "123", "Patient/123")]
    [InlineData("subject", "Patient/123", "Patient/123")]
    [InlineData("subject", "Patient/123/_history/4", "Patient/123")]
    [InlineData("subject:Patient", "123", "Patient/123")]
    [InlineData("subject", "https://hub.example/fhir/Patient/123", "Patient/123")]
    [InlineData("subject", "https://other.example/fhir/Patient/123", "https://other.example/fhir/Patient/123")]
    [InlineData("subject", "Patient/1,Patient/2", "Patient/1 Patient/2")]
    public void A_reference_is_an_id_a_path_or_a_URL(string name, string text, string expected) => Assert.Equal(
        expected, string.Join(' ', Row("Observation", (name, text)).AnyOf.SelectMany(v => v is ReferenceValue r
            ? r.Ids.Select(id => $"{r.Type}/{id}")
            : [((UrlReferenceValue)v).Url])));

    [Theory]
    [InlineData("5.4", 5.35, 5.45)]
    [InlineData("5.40", 5.395, 5.405)]
    [InlineData("100", 99.5, 100.5)]
    [InlineData("1e2", 50, 150)]
    [InlineData("-1.0", -1.05, -0.95)]
    [InlineData("1e-3", 0.0005, 0.0015)]
    public void A_number_is_as_exact_as_it_is_written(string text, double low, double high)
    {
        Assert.True(NumberText.TryRead(text, approximately: false, out var number));
        Assert.Equal((low, high), (number.Low, number.High));
    }

    [Theory]
    [InlineData("")]
    [InlineData("five")]
    [InlineData("1e999")]
    [InlineData("1,000")]
    [InlineData("NaN")]
    public void What_is_no_number_is_refused(string text) =>
        Assert.False(NumberText.TryRead(text, approximately: false, out _));

    [Fact]
    public void Chains_and_reverse_chains_stand_inside_each_other()
    {
        var chain = Assert.IsType<ChainCriterion>(Only("Observation", ("patient.organization.name", "三院")));
        var (patient, inner) = (Assert.Single(chain.AnyOf), Assert.IsType<ChainCriterion>(chain.AnyOf[0].Inner));
        Assert.Equal(("Patient", "Organization"), (patient.Type, Assert.Single(inner.AnyOf).Type));
        Assert.Equal([new TextValue("三院", TextMatch.Starts)],
            Assert.IsType<RowCriterion>(inner.AnyOf[0].Inner).AnyOf);

        var has = Assert.IsType<HasCriterion>(Only("Patient", ("_has:Observation:patient:encounter.status", "finished")));
        Assert.Equal("Observation", has.Source.Type);
        Assert.Equal("Encounter", Assert.Single(Assert.IsType<ChainCriterion>(has.Source.Inner).AnyOf).Type);
    }

    [Fact]
    public void Paging_sorting_totals_and_includes_are_read()
    {
        var query = Parse(
            "Observation", ("_count", "9999"), ("_sort", "-_lastUpdated,code,-date"), ("_total", "accurate"),
            ("_format", "json"), ("_include", "Observation:subject"), ("_include:iterate", "Patient:organization"),
            ("_revinclude", "Provenance:target:Observation"), (SearchParser.PositionParameter, "x")).Value;

        Assert.Equal(
            (SearchQuery.MostCount, SearchTotal.Accurate, "x"), (query.Count, query.Total, query.Position));
        Assert.Equal(
            [(SortBy.LastUpdated, true, null), (SortBy.Parameter, false, "code"), (SortBy.Date, true, null)],
            query.Sort.Select(k => (k.By, k.Descending, k.Info?.Name)));
        Assert.Equal(
            [
                new("Observation", "subject"), new("Patient", "organization", Iterate: true),
                new("Provenance", "target", "Observation", Reverse: true),
            ],
            query.Includes);
        Assert.Empty(query.Criteria);
        Assert.DoesNotContain(query.Used, p => p.Key == SearchParser.PositionParameter);
    }

    [Fact]
    public void Every_mistake_is_reported_at_once_and_no_value_is_repeated()
    {
        var result = Parse(
            "Observation", ("code:colour", "secret"), ("date", "xx2026"), ("date", "yesterday"),
            ("patient.colour", "secret"), ("code.x", "secret"), ("subject", "Medication/secret"), ("_count", "-1"),
            ("_sort", "colour"), ("_include", "Patient:link"), ("code", ""), ("code:missing", "secret"),
            ("_has:Observation:colour:code", "secret"), ("colour", "secret"));

        Assert.Equal(
            ["code:colour", "date", "date", "patient.colour", "code.x", "subject", "_count", "_sort", "_include", "code",
                "code:missing", "_has:Observation:colour:code", "colour"],
            result.Errors.Select(e => e.Path));
        Assert.DoesNotContain("secret", string.Join(' ', result.Errors.Select(e => e.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_parameter_is_a_warning_when_handled_leniently_a_wrong_value_never()
    {
        var query = SearchParser.Parse(
            "Observation", [new("colour", "red"), new("status", "final")], Now, SearchHandling.Lenient).Value;
        Assert.Equal(["colour"], query.Warnings.Select(w => w.Path));
        Assert.Equal(["status"], query.Used.Select(u => u.Key));
        Assert.Single(query.Criteria);

        Assert.Equal(["date"], SearchParser.Parse(
            "Observation", [new("colour", "red"), new("date", "soon")], Now, SearchHandling.Lenient)
            .Errors.Select(e => e.Path));
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
        var deep = string.Join('.', Enumerable.Repeat("based-on", CriterionParser.MostLinks + 1)) + ".status";
        Assert.Equal(HubErrorCode.LimitExceeded, Parse("ServiceRequest", (deep, "active")).Errors.Single().Code);
    }

    [Fact]
    public void A_sealed_position_opens_only_unchanged_and_for_its_own_search()
    {
        var (seal, mark) = (new PageSeal(new byte[32]), new SearchMark(["17", "张"], "Patient", "p1"));
        var link = seal.Close(mark, "a");

        var opened = seal.Open(link, "a");
        Assert.Equal(("Patient", "p1", "17 张"), (opened!.Type, opened.Id, string.Join(' ', opened.Keys)));
        Assert.Null(seal.Open(link, "b"));
        Assert.Null(seal.Open(link[..^1], "a"));
        Assert.Null(seal.Open((link[0] == 'A' ? 'B' : 'A') + link[1..], "a"));
        Assert.Null(new PageSeal([1]).Open(link, "a"));
        Assert.All(["", "%%%", "AAAA", new string('A', 5_000)], text => Assert.Null(seal.Open(text, "a")));
    }

    private static Criterion Only(string type, params (string, string)[] parameters) =>
        Assert.Single(Parse(type, parameters).Value.Criteria);

    private static RowCriterion Row(string type, params (string, string)[] parameters) =>
        Assert.IsType<RowCriterion>(Only(type, parameters));

    private static Result<SearchQuery> Parse(string type, params (string Name, string Value)[] parameters) =>
        SearchParser.Parse(
            type, parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)), Now, SearchHandling.Strict,
            "https://hub.example/fhir");
}
