using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Fhir;

public sealed class SearchParametersTests
{
    [Fact]
    public void Every_definition_of_R4_is_a_parameter_with_its_type_and_URL()
    {
        var missing =
            from definition in ModelInfo.SearchParameters
            where definition.Resource != "DomainResource"
            let found = SearchParameters.Find(definition.Resource!, definition.Name!)
            where found is null || found.Type != definition.Type || found.Url != definition.Url
                || found.Description.Length == 0
            select $"{definition.Resource}.{definition.Name}";

        Assert.Empty(missing);
        Assert.Equal(1_697, SearchParameters.Types.Sum(t => SearchParameters.Of(t).Count(p => p.Name[0] != '_')));
    }

    [Fact]
    public void Every_type_but_Parameters_has_the_common_parameters()
    {
        Assert.Equal(
            ModelInfo.SupportedResources.Except(["Parameters"]).Order(StringComparer.Ordinal), SearchParameters.Types);
        Assert.All(SearchParameters.Types, t => Assert.Equal(
            ["_content", "_id", "_lastUpdated", "_list", "_profile", "_security", "_source", "_tag"],
            SearchParameters.Of(t).Select(p => p.Name).Where(n => n[0] == '_' && n != "_text")
                .Order(StringComparer.Ordinal)));
        Assert.Null(SearchParameters.Find("Binary", "_text"));
        Assert.NotNull(SearchParameters.Find("Patient", "_text"));
        Assert.Empty(SearchParameters.Of("Parameters"));
    }

    [Theory]
    [InlineData("Observation", "patient", "subject")]
    [InlineData("Observation", "subject", "subject")]
    [InlineData("Observation", "combo-code", "code component-code")]
    [InlineData("Observation", "combo-value-quantity", "value-quantity component-value-quantity")]
    [InlineData("Observation", "combo-code-value-quantity", "component-code-value-quantity")]
    [InlineData("Observation", "code-value-quantity", "")]
    [InlineData("Appointment", "practitioner", "actor")]
    [InlineData("Encounter", "practitioner", "participant")]
    [InlineData("Coverage", "patient", "beneficiary")]
    [InlineData("Patient", "phonetic", "name")]
    [InlineData("AuditEvent", "patient", "agent entity")]
    [InlineData("Location", "near", "near:lat near:lng")]
    [InlineData("Patient", "_id", "")]
    public void Parameters_that_read_the_same_elements_share_rows(string type, string name, string rows) =>
        Assert.Equal(rows, string.Join(' ', SearchParameters.Find(type, name)!.IndexedAs));

    [Fact]
    public void A_name_of_rows_is_a_parameter_of_the_type_that_reads_them()
    {
        var wrong =
            from type in SearchParameters.Types
            from parameter in SearchParameters.Of(type)
            where parameter.Type != SearchParamType.Special
            from row in parameter.IndexedAs
            where SearchParameters.Find(type, row)?.IndexedAs.Contains(row) != true
                || SearchParameters.Find(type, row)!.Type != parameter.Type
            select $"{type}.{parameter.Name}: {row}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void A_parameter_whose_rows_may_point_elsewhere_names_its_targets()
    {
        var patient = SearchParameters.Find("Observation", "patient")!;
        var composition = SearchParameters.Find("Bundle", "composition")!;

        Assert.Equal((true, "Patient"), (patient.Narrowed, Assert.Single(patient.Targets)));
        Assert.Equal((true, "Composition"), (composition.Narrowed, Assert.Single(composition.Targets)));
        Assert.False(SearchParameters.Find("Observation", "subject")!.Narrowed);
    }

    [Fact]
    public void Composites_name_the_parameters_of_their_parts()
    {
        var onRoot = SearchParameters.Find("Observation", "combo-code-value-quantity")!;
        var below = SearchParameters.Find("Observation", "component-code-value-concept")!;

        Assert.Equal((true, "code$value-quantity"), (onRoot.OnRoot, Parts(onRoot)));
        Assert.Equal((false, "component-code$component-value-concept"), (below.OnRoot, Parts(below)));
        Assert.All(
            from type in SearchParameters.Types
            from composite in SearchParameters.Of(type)
            from part in composite.Parts
            select (type, part),
            x => Assert.Equal(x.part.Type, SearchParameters.Find(x.type, x.part.Parameter)!.Type));

        static string Parts(SearchParameterInfo info) => string.Join('$', info.Parts.Select(p => p.Parameter));
    }

    [Theory]
    [InlineData("Observation", "patient", true)]
    [InlineData("Observation", "performer", false)]
    [InlineData("Appointment", "patient", false)]
    [InlineData("DiagnosticReport", "encounter", true)]
    [InlineData("AuditEvent", "patient", false)]
    public void A_reference_is_single_when_its_element_occurs_at_most_once(string type, string name, bool atMostOnce) =>
        Assert.Equal(atMostOnce, SearchParameters.Find(type, name)!.Single);

    [Theory]
    [InlineData("Observation", "status", "http://hl7.org/fhir/observation-status")]
    [InlineData("Patient", "active", "http://terminology.hl7.org/CodeSystem/special-values")]
    [InlineData("Observation", "code", null)]
    [InlineData("Patient", "phone", null)]
    public void Codes_that_FHIR_binds_itself_imply_their_system(string type, string name, string? system) =>
        Assert.Equal(system, SearchParameters.Find(type, name)!.ImpliedSystems.SingleOrDefault());

    [Fact]
    public void No_definition_of_R4_needs_more_of_FHIRPath_than_the_hub_reads_itself()
    {
        var others =
            from type in SearchParameters.Types
            from parameter in SearchParameters.Of(type)
            from branch in Branch.Read(parameter.Expression, type)
            where PathParser.Parse(branch.Key) is null
            select $"{type}.{parameter.Name}: {branch.Text}";

        Assert.Empty(others);
    }
}
