using System.Net.Sockets;
using System.Text;

namespace IntegrationHub.Integration.Gateway;

/// <summary>A socket that sends whatever it is told, framed or not.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly TcpClient client = new() { NoDelay = true };

    public static async Task<RawConnection> OpenAsync(int port, CancellationToken ct)
    {
        var connection = new RawConnection();
        await connection.client.ConnectAsync("127.0.0.1", port, ct);
        return connection;
    }

    public static byte[] Frame(string text) => [0x0B, .. Encoding.UTF8.GetBytes(text), 0x1C, 0x0D];

    public async Task SendAsync(byte[] bytes, CancellationToken ct)
    {
        try
        {
            await client.GetStream().WriteAsync(bytes, ct);
        }
        catch (IOException)
        {
            // the hub has closed already; what it said before is read below
        }
    }

    /// <summary>Everything until the hub closes, or is silent for <paramref name="patience"/> after the first answer.</summary>
    public async Task<(string Text, bool Closed)> ReadAsync(TimeSpan patience, CancellationToken ct)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(patience);
            try
            {
                var read = await client.GetStream().ReadAsync(buffer, limit.Token);
                if (read == 0)
                    return (text.ToString(), true);
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                return (text.ToString(), false);
            }
            catch (IOException)
            {
                return (text.ToString(), true);
            }
        }
    }

    public void Dispose() => client.Dispose();
}
