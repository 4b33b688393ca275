using System.Collections.Frozen;
using IntegrationHub.Gateway.Intake;
using Microsoft.AspNetCore.Connections;

namespace IntegrationHub.Gateway.Mllp;

/// <summary>One port per inbound channel, by name.</summary>
internal sealed class MllpPorts(
    GatewayOptions options, IConnectionListenerFactory sockets, IntakeDesk intake, GatewayMetrics metrics,
    MllpPortSettings settings) : IAsyncDisposable
{
    private readonly FrozenDictionary<string, MllpPort> byChannel = options.Inbound
        .Select(c => new MllpPort(c, sockets, intake, metrics, settings))
        .ToFrozenDictionary(p => p.Channel.Name, StringComparer.Ordinal);

    /// <summary>All ports.</summary>
    public IReadOnlyCollection<MllpPort> All => byChannel.Values;

    /// <summary>The port of a channel, or null.</summary>
    public MllpPort? Find(string channel) => byChannel.GetValueOrDefault(channel);

    public async ValueTask DisposeAsync()
    {
        foreach (var port in All)
            await port.DisposeAsync();
    }
}
