using BenchmarkDotNet.Running;

BenchmarkSwitcher.FromAssembly(typeof(IntegrationHub.Benchmarks.ParseOruBenchmark).Assembly).Run(args);
