using System.Buffers;
using System.Net.Sockets;
using System.Text;

namespace IntegrationHub.Shared.Hospital;

/// <summary>A hospital system that sends over MLLP: one connection, one message at a time, resends until it is answered.</summary>
public sealed class SimulatedHis(int port, Encoding? encoding = null, string host = "127.0.0.1") : IAsyncDisposable
{
    private readonly Encoding encoding = encoding ?? Encoding.UTF8;
    private TcpClient? client;

    /// <summary>How long one answer is awaited.</summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Sends once. Throws <see cref="IOException"/> or <see cref="TimeoutException"/> when no answer came.</summary>
    /// <returns>The acknowledgement's text.</returns>
    public async Task<string> SendAsync(string message, CancellationToken ct) =>
        encoding.GetString(await SendAsync(encoding.GetBytes(message), ct));

    /// <summary>Sends bytes as they are.</summary>
    public async Task<byte[]> SendAsync(byte[] message, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(AckTimeout);
        try
        {
            client ??= await ConnectAsync(limit.Token);
            byte[] frame = [0x0B, .. message, 0x1C, 0x0D];
            await client.GetStream().WriteAsync(frame, limit.Token);
            return await ReadFrameAsync(client.GetStream(), limit.Token)
                ?? throw new IOException("The connection was closed before an answer.");
        }
        catch (Exception failure) when (failure is IOException or SocketException or OperationCanceledException)
        {
            client?.Dispose();
            client = null;
            ct.ThrowIfCancellationRequested();
            throw failure is OperationCanceledException
                ? new TimeoutException("No answer in time.")
                : new IOException(failure.Message, failure);
        }
    }

    /// <summary>Sends the same bytes again and again until an answer comes; gives up only when cancelled.</summary>
    public async Task<string> SendUntilAnsweredAsync(string message, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await SendAsync(message, ct);
            }
            catch (Exception failure) when (failure is IOException or TimeoutException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), ct);
            }
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        client?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads one MLLP frame; null when the other side closed.</summary>
    internal static async Task<byte[]?> ReadFrameAsync(Stream stream, CancellationToken ct)
    {
        var frame = new ArrayBufferWriter<byte>();
        var one = new byte[4096];
        while (true)
        {
            var read = await stream.ReadAsync(one, ct);
            if (read == 0)
                return null;
            frame.Write(one.AsSpan(0, read));
            var written = frame.WrittenSpan;
            var start = written.IndexOf((byte)0x0B);
            var end = written.IndexOf((byte)0x1C);
            if (start >= 0 && end > start && written.Length >= end + 2)
                return written[(start + 1)..end].ToArray();
        }
    }

    private async Task<TcpClient> ConnectAsync(CancellationToken ct)
    {
        var fresh = new TcpClient { NoDelay = true };
        await fresh.ConnectAsync(host, port, ct);
        return fresh;
    }
}
