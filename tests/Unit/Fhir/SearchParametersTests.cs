using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Fhir;

public sealed class SearchParametersTests
{
    [Fact]
    public void Every_parameter_is_one_of_FHIR_R4_with_its_type_and_targets()
    {
        var wrong =
            from type in SearchParameters.Types
            from parameter in SearchParameters.Of(type)
            where !parameter.Name.StartsWith('_') && !IsStandard(type, parameter)
            select $"{type}.{parameter.Name}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_type_of_the_issue_has_the_parameters_of_the_issue_that_R4_defines_for_it()
    {
        string[] types =
        [
            "Patient", "Encounter", "ServiceRequest", "Task", "Observation", "DiagnosticReport", "Specimen",
            "Appointment", "Organization", "Practitioner", "Provenance", "DocumentReference",
        ];
        string[] wanted =
            ["_id", "_lastUpdated", "identifier", "patient", "subject", "code", "date", "status", "category"];

        var missing =
            from type in types
            from name in wanted
            where (name.StartsWith('_') || Standard(type, name) is not null)
                && SearchParameters.Find(type, name) is null
                && (type, name) is not ("Patient" or "Practitioner" or "Organization", "category")
            select $"{type}.{name}";

        Assert.Empty(missing);
    }

    [Fact]
    public void A_parameter_that_reads_the_rows_of_another_names_fewer_targets()
    {
        var shared = SearchParameters.Types
            .SelectMany(t => SearchParameters.Of(t).Select(p => (Type: t, Parameter: p)))
            .Where(x => x.Parameter.IndexedAs != x.Parameter.Name)
            .ToList();

        Assert.NotEmpty(shared);
        Assert.All(shared, x =>
        {
            var rows = SearchParameters.Find(x.Type, x.Parameter.IndexedAs);
            Assert.NotNull(rows);
            Assert.Single(x.Parameter.Targets);
        });
    }

    private static bool IsStandard(string type, SearchParameterInfo parameter) =>
        Standard(type, parameter.Name) is { } standard
        && standard.Type == parameter.Type
        && parameter.Targets.All(t => standard.Target?.Any(r => r.ToString() == t) ?? true);

    private static SearchParamDefinition? Standard(string type, string name) =>
        ModelInfo.SearchParameters.FirstOrDefault(p => p.Resource == type && p.Name == name);
}
