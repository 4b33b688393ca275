using System.Diagnostics;
using IntegrationHub.Adapters;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Hub.Bench;

/// <summary>Parse and convert one ORU^R01 to serialized FHIR JSON on one core, beside the serializer alone.</summary>
internal static class ConvertBench
{
    private const int WarmUp = 4_000;
    private const int Rounds = 5;
    private const int PerRound = 2_000;

    public static void Run(BenchTable table)
    {
        var text = BenchOru.Text("COUNTY", "1", "P1", "O1");
        var context = Context();
        var bundle = Convert(text, context).Bundle;
        var whole = Measure(() => FhirJson.Serialize(Convert(text, context).Bundle));
        var floor = Measure(() => FhirJson.Serialize(bundle));
        var parse = Measure(() => Hl7Message.Parse(text).Value["OBX[10]-5"].Text);

        table.Row($"parse + convert ORU^R01 ({text.Length} characters, 10 OBX) to FHIR JSON",
            $"{whole.Microseconds:F0} µs, {whole.Bytes / 1024:F0} KiB allocated",
            $"{whole.Microseconds / floor.Microseconds:F2}× the serializer alone ({floor.Microseconds:F0} µs)");
        table.Row("parse alone, one value read", $"{parse.Microseconds:F1} µs, {parse.Bytes / 1024:F1} KiB allocated");
    }

    private static Conversion Convert(string text, ConversionContext context) =>
        Hl7Converter.Convert(Hl7Message.Parse(text).Value, context).Value;

    private static ConversionContext Context() => new()
    {
        MessageId = Guid.NewGuid(),
        Member = "county",
        Channel = "bench",
        ReceivedAt = TimeProvider.System.GetUtcNow(),
        Members = new MemberDirectory(
        [
            new() { Id = "county", Name = "县医院", Tier = Tier.County, Facilities = ["COUNTY"], Gateway = "edge" },
        ]),
    };

    // Median of rounds: the machine is shared and noisy.
    private static (double Microseconds, double Bytes) Measure(Func<object?> work)
    {
        for (var i = 0; i < WarmUp; i++)
            work();
        var rounds = new List<(double Microseconds, double Bytes)>();
        for (var round = 0; round < Rounds; round++)
        {
            var (bytes, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var i = 0; i < PerRound; i++)
                work();
            rounds.Add((Stopwatch.GetElapsedTime(start).TotalMicroseconds / PerRound,
                (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)PerRound));
        }

        return rounds.OrderBy(r => r.Microseconds).ElementAt(Rounds / 2);
    }
}
