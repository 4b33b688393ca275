using BenchmarkDotNet.Attributes;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Benchmarks;

/// <summary>
/// Parsing an ORU^R01 and reading twenty fields of it, beside the floor: what nested <c>string.Split</c> costs alone.
/// Ten observations make a message of 2 KiB. Budget and last results: docs/performance.md.
/// </summary>
[MemoryDiagnoser]
public class ParseOruBenchmark
{
    private static readonly string[] Twenty =
    [
        "MSH-3", "MSH-4", "MSH-7", "MSH-9.1", "MSH-9.2", "MSH-10", "MSH-12", "PID-3.1", "PID-3(2).1", "PID-5.1",
            "PID-7",
        "PID-8", "OBR-2", "OBR-3", "OBR-4.1", "OBR-7", "OBX-3.1", "OBX-5", "OBX-6.1", "OBX-11",
    ];

    private readonly Hl7Path[] paths = [.. Twenty.Select(Hl7Path.Parse)];
    private string text = "";

    /// <summary>OBX segments of the message.</summary>
    [Params(1, 10, 100, 1_000)]
    public int ObxCount { get; set; }

    /// <summary>Makes the message.</summary>
    [GlobalSetup]
    public void Setup() => text = SampleMessages.OruR01(ObxCount);

    /// <summary>Index and nothing else.</summary>
    [Benchmark]
    public Hl7Message Parse() => Hl7Message.Parse(text).Value;

    /// <summary>Index and the text of twenty places.</summary>
    [Benchmark]
    public int ParseAndReadTwenty()
    {
        var message = Hl7Message.Parse(text).Value;
        var length = 0;
        foreach (var path in paths)
            length += message[path].Text.Length;
        return length;
    }

    /// <summary>Index and the text of every observation.</summary>
    [Benchmark]
    public int ParseAndReadEveryObservation()
    {
        var length = 0;
        foreach (var obx in Hl7Message.Parse(text).Value.All("OBX"))
            length += obx[3][1].Text.Length + obx[5].Text.Length + obx[6][1].Text.Length + obx[11].Text.Length;
        return length;
    }

    /// <summary>The floor: every segment, field and component as strings of their own.</summary>
    [Benchmark(Baseline = true)]
    public int NestedSplit()
    {
        var parts = 0;
        foreach (var segment in text.Split('\r'))
        {
            foreach (var field in segment.Split('|'))
            {
                foreach (var repetition in field.Split('~'))
                    parts += repetition.Split('^').Length;
            }
        }
        return parts;
    }
}
