using System.Globalization;
using BenchmarkDotNet.Running;
using IntegrationHub.Benchmarks.FhirServer;

if (args is ["kestrel", var port])
    await BareKestrel.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
else if (args is ["fhir", .. var options])
    await FhirServerBench.RunAsync(options);
else if (args is ["rule", .. var rule])
    await RuleBench.RunAsync(rule);
else
    BenchmarkSwitcher.FromAssembly(typeof(IntegrationHub.Benchmarks.ParseOruBenchmark).Assembly).Run(args);
