using Hl7.Fhir.Model;
using IntegrationHub.Adapters;
using IntegrationHub.Fhir;
using IntegrationHub.Unit.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Adapters;

/// <summary>The index against the definitions of FHIR R4, on every resource of every sample.</summary>
public sealed class SearchIndexOracleTests
{
    public static TheoryData<string> Cases => [.. Samples.Cases];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_rows_hold_the_values_that_FHIRPath_finds(string @case) =>
        Assert.Empty(Resolved(@case).SelectMany(SearchOracle.Differences));

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
