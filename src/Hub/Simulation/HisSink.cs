using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IntegrationHub.Hub.Simulation;

/// <summary>What a simulated hospital system received.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="Event">MSH-9, e.g. <c>ORU^R01</c>.</param>
/// <param name="ControlId">MSH-10.</param>
/// <param name="Text">The message, one segment per line. Synthetic patients only.</param>
internal sealed record Arrival(DateTimeOffset At, string Event, string ControlId, string Text);

/// <summary>A receiving hospital system: acknowledges everything and keeps the last messages.</summary>
internal sealed class HisSink(string member, int port, Encoding charset, TimeProvider clock)
{
    private const int Kept = 20;

    private readonly ConcurrentQueue<Arrival> arrivals = new();
    private long count;

    /// <summary>Whose system it is.</summary>
    public string Member => member;

    /// <summary>Messages acknowledged since the start.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <summary>The last messages, newest first.</summary>
    public IReadOnlyList<Arrival> Last => [.. arrivals.Reverse()];

    /// <summary>Called with each new message.</summary>
    public Action<Arrival> Received { get; set; } = _ => { };

    /// <summary>Listens on the loopback interface until stopped.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        var open = new List<Task>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(ct);
                open.RemoveAll(t => t.IsCompleted);
                open.Add(ServeAsync(client, ct));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken ct)
    {
        using (client)
            try
            {
                var link = new MllpStream(client.GetStream());
                while (await link.ReadAsync(ct) is { } bytes)
                    await link.WriteAsync(Take(bytes), ct);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // The hub went away; it sends again what was not acknowledged.
            }
    }

    private byte[] Take(byte[] bytes)
    {
        var text = charset.GetString(bytes);
        var header = text.Split('\r', 2)[0].Split('|');
        string Field(int n) => header.Length >= n ? header[n - 1] : ""; // MSH-1 is the separator itself
        var now = clock.GetUtcNow();
        var arrival = new Arrival(now, Field(9), Field(10), text.Replace('\r', '\n').TrimEnd());
        arrivals.Enqueue(arrival);
        while (arrivals.Count > Kept)
            arrivals.TryDequeue(out _);
        Interlocked.Increment(ref count);
        Received(arrival);
        var stamp = now.ToOffset(TimeSpan.FromHours(8)).ToString("yyyyMMddHHmmss", null);
        return charset.GetBytes(
            $"MSH|^~\\&|{Field(5)}|{Field(6)}|{Field(3)}|{Field(4)}|{stamp}||ACK|A{Field(10)}|{Field(11)}|{Field(12)}\r"
            + $"MSA|AA|{Field(10)}\r");
    }
}
