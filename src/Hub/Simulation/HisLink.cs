using System.Net.Sockets;

namespace IntegrationHub.Hub.Simulation;

/// <summary>A sending hospital system: one connection, one message in flight, opened when needed.</summary>
internal sealed class HisLink(string host, int port, TimeSpan patience) : IAsyncDisposable
{
    private TcpClient? client;
    private MllpStream? link;

    /// <summary>Sends one message and waits for its acknowledgement.</summary>
    /// <returns>The bytes of the answer, or null when the hub closed without one.</returns>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="TimeoutException">No answer in time; the connection is closed.</exception>
    public async Task<byte[]?> SendAsync(ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(patience);
        try
        {
            var open = link ??= await ConnectAsync(deadline.Token);
            await open.WriteAsync(message, deadline.Token);
            var answer = await open.ReadAsync(deadline.Token);
            if (answer is null)
                Close();
            return answer;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Close(); // a late answer would be taken for the next message's
            throw new TimeoutException($"No answer from {host}:{port} within {patience.TotalSeconds:0} s.");
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            Close();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private async Task<MllpStream> ConnectAsync(CancellationToken ct)
    {
        client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(host, port, ct);
        return new MllpStream(client.GetStream());
    }

    private void Close()
    {
        client?.Dispose();
        (client, link) = (null, null);
    }
}
