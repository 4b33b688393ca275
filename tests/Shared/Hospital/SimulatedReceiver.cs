using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IntegrationHub.Shared.Hospital;

/// <summary>A hospital system that is told over MLLP: keeps what arrives, in order, and answers as it is asked to.</summary>
public sealed class SimulatedReceiver : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Encoding encoding;
    private readonly Task accepting;

    /// <summary>Listens on a free port of the loopback.</summary>
    public SimulatedReceiver(Encoding? encoding = null)
    {
        this.encoding = encoding ?? Encoding.UTF8;
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The answer to a message: MSA-1, or null to close without one. AA at first.</summary>
    public Func<string, string?> Answer { get; set; } = _ => "AA";

    /// <summary>Everything that arrived, resends included, oldest first.</summary>
    public ConcurrentQueue<string> Received { get; } = new();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
                serving.Add(ServeAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            while (await SimulatedHis.ReadFrameAsync(client.GetStream(), stop.Token) is { } frame)
            {
                var message = encoding.GetString(frame);
                Received.Enqueue(message);
                if (Answer(message) is not { } code)
                    return;
                await client.GetStream().WriteAsync(Ack(message, code), stop.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // the hub closed, or the test is over
        }
    }

    private byte[] Ack(string message, string code)
    {
        var msh = message.Split('\r', '\n')[0].Split('|');
        var text = $"MSH|^~\\&|{msh[4]}|{msh[5]}|{msh[2]}|{msh[3]}|{SampleMessages.Time}||ACK|A{msh[9]}|P|2.5.1\rMSA|{code}|{msh[9]}\r";
        return [0x0B, .. encoding.GetBytes(text), 0x1C, 0x0D];
    }
}
