using BenchmarkDotNet.Attributes;
using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Hl7.FhirPath.Expressions;
using IntegrationHub.Adapters;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Benchmarks;

/// <summary>
/// All search parameters of the resources that come most, beside the SDK's FHIRPath for the same definitions, compiled
/// beforehand. Budget (20 µs each) and last results: docs/performance.md.
/// </summary>
[MemoryDiagnoser]
public class SearchIndexBenchmark
{
    private static readonly ConversionContext Context = new()
    {
        MessageId = new Guid("0195a000-0000-7000-8000-000000000000"),
        Member = "h1",
        Channel = "h1-lis",
        ReceivedAt = new(2026, 4, 1, 0, 0, 0, TimeSpan.Zero),
        Members = new MemberDirectory(
            [new() { Id = "h1", Name = "县人民医院", Tier = Tier.County, Facilities = ["H1"], Gateway = "g" }]),
    };

    private readonly FhirEvaluationContext evaluation = new();
    private Resource resource = null!;
    private CompiledExpression[] expressions = [];

    /// <summary>Resource type, as the converter makes it.</summary>
    [Params("Patient", "Observation", "DiagnosticReport", "ServiceRequest", "Encounter", "Task")]
    public string Type { get; set; } = "";

    /// <summary>Converts a report and an order, and stores nothing.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var entries = new[] { SampleMessages.OruR01(10), SampleMessages.OmlO21() }
            .SelectMany(t => Hl7Converter.Convert(Hl7Message.Parse(t).Value, Context).Value.Bundle.Entry).ToList();
        var json = FhirJson.Serialize(entries.First(e => e.Resource!.TypeName == Type).Resource!);
        foreach (var entry in entries)
            json = json.Replace(
                $"\"{entry.FullUrl}\"", $"\"{entry.Resource!.TypeName}/{entry.FullUrl![9..]}\"",
                StringComparison.Ordinal);
        resource = FhirJson.Parse<Resource>(json);
        var compiler = new FhirPathCompiler(new SymbolTable().AddStandardFP().AddFhirExtensions());
        expressions = [.. SearchParameters.Of(Type)
            .Where(p => p.Expression.Length > 0 && p.Type != SearchParamType.Composite)
            .Select(p => compiler.Compile(p.Expression))];
    }

    /// <summary>Every row of every parameter.</summary>
    [Benchmark]
    public IReadOnlyList<IndexRow> Rows() => SearchIndex.Rows(resource);

    /// <summary>The floor of the usual way: finding the elements, without making rows of them.</summary>
    [Benchmark(Baseline = true)]
    public int FhirPath()
    {
        var found = 0;
        var node = resource.ToPocoNode();
        foreach (var expression in expressions)
            found += expression(node, evaluation).Count();
        return found;
    }
}
