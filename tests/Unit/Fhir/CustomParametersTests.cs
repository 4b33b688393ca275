using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Fhir;

[Collection(nameof(CustomParametersTests))]
[CollectionDefinition(nameof(CustomParametersTests), DisableParallelization = true)]
public sealed class CustomParametersTests : IDisposable
{
    public void Dispose() => SearchParameters.Custom.Replace([]);

    [Fact]
    public void A_custom_parameter_is_found_and_indexed_until_it_is_replaced()
    {
        var person = new Patient { BirthDate = "1949" };
        person.AddExtension("urn:hub:ethnic-group", new Coding("urn:oid:1", "01"));

        SearchParameters.Custom.Replace(Made("ethnic", SearchParamType.Token, "Patient",
            "Patient.extension.where(url = 'urn:hub:ethnic-group').value"));

        Assert.True(SearchParameters.Find("Patient", "ethnic")!.IsCustom);
        Assert.Contains(SearchParameters.Of("Patient"), p => p.Name == "ethnic");
        Assert.Contains(new TokenRow("ethnic", "urn:oid:1", "01"), SearchIndex.Rows(person));
        Assert.Equal([new TokenRow("ethnic", "urn:oid:1", "01")], SearchIndex.Rows(person, ["ethnic"]));
        SearchParameters.Custom.Replace([]);
        Assert.Null(SearchParameters.Find("Patient", "ethnic"));
        Assert.DoesNotContain(SearchIndex.Rows(person), r => r.Parameter == "ethnic");
    }

    [Theory]
    [InlineData("Patient.extension('urn:x').value.as(string)", "a b")]
    [InlineData("Patient.name.given.first() & 'x'", "ax")]
    [InlineData("Patient.name.select(given.first() + family)", "a b")]
    public void Expressions_may_use_all_of_FHIRPath(string expression, string expected)
    {
        var person = new Patient { Name = [new() { Given = ["a"], Family = " b" }] };
        person.AddExtension("urn:x", new FhirString("a b"));

        SearchParameters.Custom.Replace(Made("mine", SearchParamType.String, "Patient", expression));

        Assert.Equal([expected], SearchIndex.Rows(person, ["mine"]).OfType<StringRow>().Select(r => r.Exact));
    }

    [Fact]
    public void An_expression_that_fails_on_a_resource_gives_no_rows()
    {
        SearchParameters.Custom.Replace(Made("mine", SearchParamType.String, "Patient", "Patient.name.given.single()"));

        Assert.Empty(SearchIndex.Rows(new Patient { Name = [new() { Given = ["a", "b"] }] }, ["mine"]));
    }

    [Fact]
    public void A_composite_of_clients_is_indexed_by_element()
    {
        var definition = Definition("range-text", SearchParamType.Composite, "Observation", "Observation.component");
        definition.Component =
        [
            new()
            {
                Definition = "http://hl7.org/fhir/SearchParameter/Observation-component-code",
                Expression = "code",
            },
            new()
            {
                Definition = "http://hl7.org/fhir/SearchParameter/Observation-component-value-quantity",
                Expression = "value.as(Quantity)",
            },
        ];
        SearchParameters.Custom.Replace(SearchParameterInfo.TryMake(definition).Value);
        var observation = new Observation
        {
            Component = [new() { Code = new("u", "1"), Value = new Quantity(2, "g") }],
        };

        Assert.Equal(
            [
                new CompositeRow("range-text", 1, 1, new TokenRow("component-code", "u", "1")),
                new CompositeRow(
                    "range-text", 1, 2, new NumberRow("component-value-quantity", FhirNames.Ucum, "g", 2, 2)),
            ],
            SearchIndex.Rows(observation, ["range-text"]));
    }

    [Fact]
    public void A_parameter_of_every_type_is_made_for_every_type() => Assert.Equal(
        SearchParameters.Types,
        Made("rules", SearchParamType.Uri, "Resource", "Resource.implicitRules").Select(p => p.Resource));

    [Fact]
    public void Every_mistake_is_reported_at_once()
    {
        var definition = new SearchParameter
        {
            Code = "bad name",
            BaseElement = [new() { JsonValue = "Patient" }, new() { JsonValue = "Parameters" }],
            TargetElement = [new() { JsonValue = "Nobody" }],
            Type = SearchParamType.Token,
            Expression = "Patient.name.((",
        };

        Assert.Equal(
            ["SearchParameter.code", "SearchParameter.url", "SearchParameter.target[0]", "SearchParameter.base[1]",
                "SearchParameter.expression"],
            SearchParameterInfo.TryMake(definition).Errors.Select(e => e.Path));
    }

    [Theory]
    [InlineData("Patient", "Patient.nothing", HubErrorCode.FieldMalformed)]
    [InlineData("Patient", "Observation.code", HubErrorCode.FieldMalformed)]
    [InlineData("Patient", "", HubErrorCode.FieldMissing)]
    public void An_expression_must_read_something_of_its_type(string type, string expression, HubErrorCode code)
    {
        var made = SearchParameterInfo.TryMake(Definition("mine", SearchParamType.Token, type, expression));

        var error = Assert.Single(made.Errors);
        Assert.Equal((code, "SearchParameter.expression"), (error.Code, error.Path));
    }

    [Fact]
    public void A_name_of_FHIR_itself_is_taken() => Assert.Equal(
        HubErrorCode.Conflict,
        Assert.Single(SearchParameterInfo.TryMake(
            Definition("gender", SearchParamType.Token, "Patient", "Patient.gender")).Errors).Code);

    private static IReadOnlyList<SearchParameterInfo> Made(
        string code, SearchParamType type, string @base, string expression) =>
        SearchParameterInfo.TryMake(Definition(code, type, @base, expression)).Value;

    private static SearchParameter Definition(
        string code, SearchParamType type, string @base, string expression) => new()
        {
            Url = "urn:example:" + code,
            Code = code,
            Type = type,
            BaseElement = [new() { JsonValue = @base }],
            Expression = expression,
            Description = "Made by a client",
        };
}
