using IntegrationHub.Gateway.Bus;

namespace IntegrationHub.Hub.Bus;

/// <summary>The gateway's watchdog saw no confirm for too long: cut the connection, the bus makes a new one.</summary>
internal sealed class BrokerWatch(BrokerSockets sockets, ILogger<BrokerWatch> log) : IBusWatch
{
    public Task RestartAsync(string reason, CancellationToken ct)
    {
        BusLog.ConnectionCut(log, sockets.CutAll(), reason);
        return Task.CompletedTask;
    }
}
