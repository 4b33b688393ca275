using System.Collections.Frozen;
using IntegrationHub.Store.Journal;

namespace IntegrationHub.Gateway.Delivery;

/// <summary>One lane per outbound channel, by name.</summary>
internal sealed class DeliveryLanes(
    GatewayOptions options, GatewayJournal journal, DeliveryWriter writer, DeliveryTools tools) : IDisposable
{
    private readonly FrozenDictionary<string, DeliveryLane> byChannel = options.Outbound
        .Select(c => new DeliveryLane(c, journal, writer, tools))
        .ToFrozenDictionary(l => l.Channel.Name, StringComparer.Ordinal);

    /// <summary>All lanes.</summary>
    public IReadOnlyCollection<DeliveryLane> All => byChannel.Values;

    /// <summary>The lane of a channel, or null.</summary>
    public DeliveryLane? Find(string channel) => byChannel.GetValueOrDefault(channel);

    /// <summary>There may be something to deliver on this channel.</summary>
    public void Wake(string channel) => Find(channel)?.Wake();

    public void Dispose()
    {
        foreach (var lane in All)
            lane.Dispose();
    }
}
