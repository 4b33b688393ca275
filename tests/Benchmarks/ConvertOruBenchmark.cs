using System.Buffers;
using BenchmarkDotNet.Attributes;
using IntegrationHub.Adapters;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Benchmarks;

/// <summary>
/// ORU^R01 as text → FHIR transaction as UTF-8 JSON: parse, every map row, loss accounting, serialise. Ten
/// observations make a message of 2 KiB. Budget and last results: docs/performance.md.
/// </summary>
[MemoryDiagnoser]
public class ConvertOruBenchmark
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

    private readonly ArrayBufferWriter<byte> buffer = new(64 * 1024);
    private Conversion converted = null!;
    private string text = "";

    /// <summary>OBX segments of the message.</summary>
    [Params(1, 10, 100, 1_000)]
    public int ObxCount { get; set; }

    /// <summary>Makes the message.</summary>
    [GlobalSetup]
    public void Setup()
    {
        text = SampleMessages.OruR01(ObxCount);
        converted = Convert();
    }

    /// <summary>The whole way.</summary>
    [Benchmark(Baseline = true)]
    public int ParseConvertSerialise()
    {
        buffer.ResetWrittenCount();
        FhirJson.Serialize(buffer, Convert().Bundle);
        return buffer.WrittenCount;
    }

    /// <summary>Without writing JSON.</summary>
    [Benchmark]
    public Conversion ParseConvert() => Convert();

    /// <summary>Writing JSON alone.</summary>
    [Benchmark]
    public int Serialise()
    {
        buffer.ResetWrittenCount();
        FhirJson.Serialize(buffer, converted.Bundle);
        return buffer.WrittenCount;
    }

    private Conversion Convert() => Hl7Converter.Convert(Hl7Message.Parse(text).Value, Context).Value;
}
