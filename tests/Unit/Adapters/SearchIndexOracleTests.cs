using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using IntegrationHub.Adapters;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Adapters;

/// <summary>
/// The hand-written index against the definitions of FHIR R4: on every resource of every sample a parameter has rows
/// exactly when its FHIRPath expression finds something to index.
/// </summary>
public sealed class SearchIndexOracleTests
{
    public static TheoryData<string> Cases => [.. Samples.Cases];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_parameter_has_rows_exactly_when_its_FHIRPath_finds_a_value(string @case)
    {
        var differences =
            from resource in Resolved(@case)
            let rows = SearchIndex.Rows(resource).Select(r => r.Parameter).ToHashSet()
            from parameter in SearchParameters.Of(resource.TypeName)
            where !parameter.Name.StartsWith('_') && parameter.IndexedAs == parameter.Name
            where rows.Contains(parameter.Name) != Expected(resource, parameter)
            select $"{resource.TypeName}.{parameter.Name}";

        Assert.Empty(differences);
    }

    private static bool Expected(Resource resource, SearchParameterInfo parameter) =>
        ModelInfo.SearchParameters
            .Where(p => p.Resource == resource.TypeName && p.Name == parameter.Name)
            .SelectMany(p => resource.Select(p.Expression!))
            .Any(value => value is not null && IsIndexable(value));

    private static bool IsIndexable(Base value) => value switch
    {
        ResourceReference reference => FhirReference.TryRead(reference.Reference, out _, out _),
        CodeableConcept concept => concept.Coding.Exists(c => c.Code is not null),
        Identifier identifier => identifier.Value is not null,
        _ => true,
    };

    // As the exchange stores them: every urn:uuid replaced by Type/id.
    private static List<Resource> Resolved(string @case)
    {
        var message = Samples.Read(@case);
        var bundle = Hl7Converter.Convert(message, Samples.Context(message)).Value.Bundle;
        var json = FhirJson.Serialize(bundle);
        foreach (var entry in bundle.Entry)
            json = json.Replace(
                $"\"reference\":\"{entry.FullUrl}\"",
                $"\"reference\":\"{entry.Resource!.TypeName}/{entry.FullUrl![9..]}\"",
                StringComparison.Ordinal);
        return [.. FhirJson.Parse<Bundle>(json).Entry.Select(e => e.Resource!)];
    }
}
