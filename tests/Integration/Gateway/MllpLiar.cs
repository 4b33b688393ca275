using System.Net;
using System.Net.Sockets;

namespace IntegrationHub.Integration.Gateway;

/// <summary>A hospital system that acknowledges some other message.</summary>
internal sealed class MllpLiar : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Task serving;
    private int connections;

    public MllpLiar()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public int Connections => connections;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                connections++;
                while (await client.GetStream().ReadAsync(buffer) > 0)
                    await client.GetStream().WriteAsync(RawConnection.Frame(
                        "MSH|^~\\&|HIS|T1|HUB|HUB|20260302||ACK|A1|P|2.5.1\rMSA|AA|SOMETHING-ELSE\r"));
            }
        }
        catch (Exception end) when (end is SocketException or IOException or ObjectDisposedException)
        {
            // the test is over
        }
    }
}
