using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace IntegrationHub.Hub.Bus;

/// <summary>
/// The bus's sockets to the broker, so that they can be cut. A frozen broker can leave publishes without an answer for
/// ever (RELIABILITY finding 1); cutting the socket makes the client notice and MassTransit connect anew.
/// </summary>
internal sealed class BrokerSockets
{
    private readonly ConcurrentDictionary<ITcpClient, byte> open = [];

    public ITcpClient Create(AddressFamily family)
    {
        var client = new TrackedTcpClient(family, closed => open.TryRemove(closed, out _));
        open.TryAdd(client, 0);
        return client;
    }

    /// <returns>How many connections were cut.</returns>
    public int CutAll()
    {
        var cut = open.Keys.ToArray();
        foreach (var client in cut)
            client.Close();
        return cut.Length;
    }

    private sealed class TrackedTcpClient(AddressFamily family, Action<ITcpClient> closed) : ITcpClient
    {
        private readonly Socket socket = new(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public bool Connected => socket.Connected;

        public TimeSpan ReceiveTimeout
        {
            get => TimeSpan.FromMilliseconds(socket.ReceiveTimeout);
            set => socket.ReceiveTimeout = (int)value.TotalMilliseconds;
        }

        public Socket Client => socket;

        public async Task ConnectAsync(IPAddress ep, int port, CancellationToken cancellationToken = default) =>
            await socket.ConnectAsync(ep, port, cancellationToken);

        public NetworkStream GetStream() => new(socket, ownsSocket: false);

        public void Close()
        {
            closed(this);
            socket.Close(); // not Shutdown: a frozen broker would never answer it
        }

        public void Dispose() => Close();
    }
}
