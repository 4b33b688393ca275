using System.Diagnostics;
using System.Globalization;
using System.Text;
using IntegrationHub.Hub.Simulation;

namespace IntegrationHub.Hub.Bench;

/// <summary>Laboratories that send <see cref="BenchOru"/>: one message in flight per connection.</summary>
internal sealed class BenchLoad(int port, string run)
{
    private const int Patients = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private long sent;

    /// <summary>Write of the frame to the ACK.</summary>
    public Latencies Acks { get; } = new();

    /// <summary>Answers that were not AA.</summary>
    public long Refused { get; private set; }

    /// <summary>Acknowledged messages.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>Told the order number of each acknowledged message and when it was written.</summary>
    public Action<string, long>? Acknowledged { get; set; }

    /// <summary>Every connection sends as fast as it is answered.</summary>
    public Task ClosedAsync(int connections, TimeSpan duration, CancellationToken ct) => Task.WhenAll(
        Enumerable.Range(0, connections).Select(c => SendAsync(c, duration, pause: null, ct)));

    /// <summary>Together <paramref name="rate"/> messages a second, spread evenly over the connections.</summary>
    public Task PacedAsync(int connections, double rate, TimeSpan duration, CancellationToken ct) => Task.WhenAll(
        Enumerable.Range(0, connections).Select(c => SendAsync(c, duration, TimeSpan.FromSeconds(connections / rate), ct)));

    private async Task SendAsync(int connection, TimeSpan duration, TimeSpan? pause, CancellationToken ct)
    {
        await using var link = new HisLink("127.0.0.1", port, Patience);
        var start = Stopwatch.GetTimestamp();
        for (var n = 0; Stopwatch.GetElapsedTime(start) < duration; n++)
        {
            if (pause is { } each)
                await WaitUntilAsync(start, each * (n + (connection % 32 / 32.0)), ct);
            var order = string.Create(CultureInfo.InvariantCulture, $"{run}-{connection}-{n}");
            var patient = string.Create(CultureInfo.InvariantCulture, $"P{((connection * 7919) + n) % Patients}");
            var bytes = BenchOru.Bytes(BenchFolder.Facility, order, patient, order);
            var written = Stopwatch.GetTimestamp();
            var answer = await link.SendAsync(bytes, ct);
            Acks.Add(Stopwatch.GetElapsedTime(written));
            if (answer is null || !Encoding.UTF8.GetString(answer).Contains("\rMSA|AA|", StringComparison.Ordinal))
            {
                Refused++;
                continue;
            }

            Interlocked.Increment(ref sent);
            Acknowledged?.Invoke(order, written);
        }
    }

    private static async Task WaitUntilAsync(long start, TimeSpan due, CancellationToken ct)
    {
        var left = due - Stopwatch.GetElapsedTime(start);
        if (left > TimeSpan.Zero)
            await Task.Delay(left, TimeProvider.System, ct);
    }
}
