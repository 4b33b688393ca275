using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;

namespace IntegrationHub.Hub.Bench;

/// <summary>MLLP → queryable in PostgreSQL through RabbitMQ, gateway and exchange as processes of their own.</summary>
internal sealed class PipelineBench(string postgres, Uri broker, double rate, TimeSpan duration)
{
    private const int Connections = 32;
    private const int SampleEvery = 20;

    private readonly Latencies visible = new();
    private readonly ConcurrentQueue<(string Order, long Written)> samples = new();
    private int counted;

    public async Task RunAsync(BenchTable table, string folder, CancellationToken ct)
    {
        var secrets = new Dictionary<string, string>
        {
            [BenchFolder.BusPassword] = Uri.UnescapeDataString(broker.UserInfo.Split(':').ElementAtOrDefault(1) ?? ""),
            [BenchFolder.Database] = postgres,
        };
        var at = BenchFolder.Write(Path.Combine(folder, "exchange"), broker, postgres: true);
        await using var exchange = await BenchProcess.StartAsync(at, "exchange", secrets, ct);
        var edge = BenchFolder.Write(Path.Combine(folder, "gateway"), broker, postgres: true);
        await using var gateway = await BenchProcess.StartAsync(edge, "gateway", secrets, ct);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{at.HttpPort}") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer",
            await BenchProcess.ReadAsync(["token", "--member", "bench", "--config", at.Path], secrets, ct));
        await new BenchLoad(edge.MllpPort, "W").PacedAsync(Connections, rate / 2, TimeSpan.FromSeconds(15), ct);

        var load = new BenchLoad(edge.MllpPort, "P") { Acknowledged = Sample };
        var start = Stopwatch.GetTimestamp();
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var watch = WatchAsync(client, watching.Token);
        await load.PacedAsync(Connections, rate, duration, ct);
        var sending = Stopwatch.GetElapsedTime(start);
        while (!samples.IsEmpty)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, ct);
        var drained = Stopwatch.GetElapsedTime(start);
        await watching.CancelAsync();
        await watch;
        Report(table, load, sending, drained, gateway, exchange);
    }

    private void Report(BenchTable table, BenchLoad load, TimeSpan sending, TimeSpan drained,
        BenchProcess gateway, BenchProcess exchange)
    {
        table.Row($"MLLP → queryable in PostgreSQL through RabbitMQ, {sending.TotalMinutes:F1} minutes",
            $"{load.Sent / drained.TotalSeconds:F0} messages/s, {load.Refused} refused",
            $"offered {rate:F0}/s; the last was queryable {(drained - sending).TotalSeconds:F1} s after the last ACK");
        table.Row("ACK during it", $"p50 {load.Acks.At(0.5):F1} ms, p99 {load.Acks.At(0.99):F1} ms");
        table.Row("socket → found by GET DiagnosticReport?identifier=",
            $"p50 {visible.At(0.5):F0} ms, p99 {visible.At(0.99):F0} ms", $"{visible.Count} samples");
        table.Row("memory (Pss)", $"gateway {gateway.MemoryMiB:F0} MiB, exchange {exchange.MemoryMiB:F0} MiB");
        table.Row("CPU per message",
            $"gateway {gateway.Cpu.TotalMilliseconds / load.Sent:F2} ms, exchange {exchange.Cpu.TotalMilliseconds / load.Sent:F2} ms");
    }

    private void Sample(string order, long written)
    {
        if (Interlocked.Increment(ref counted) % SampleEvery == 1)
            samples.Enqueue((order, written));
    }

    // One sample at a time, oldest first: a sample is written off as visible when the search finds it.
    private async Task WatchAsync(HttpClient client, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                if (!samples.TryPeek(out var sample))
                    await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, ct);
                else if (await FoundAsync(client, sample.Order, ct))
                {
                    visible.Add(Stopwatch.GetElapsedTime(sample.Written));
                    samples.TryDequeue(out _);
                }
                else
                    await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, ct);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The measurement is over.
        }
    }

    private static async Task<bool> FoundAsync(HttpClient client, string order, CancellationToken ct)
    {
        var page = await client.GetStringAsync(
            new Uri($"/fhir/DiagnosticReport?identifier=F{order}&_count=1", UriKind.Relative), ct);
        return page.Contains("\"entry\"", StringComparison.Ordinal);
    }
}
