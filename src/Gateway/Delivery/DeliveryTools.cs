using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Delivery;

/// <summary>What all delivery lanes of a gateway share.</summary>
internal sealed class DeliveryTools(GatewayOptions options, GatewayMetrics metrics, ILogger<DeliveryLane> log)
{
    public TimeSpan GapWait => options.Limits.DeliveryGapWait;

    /// <summary>Some delivery ended: the exchange is to be told.</summary>
    public Signal Ended { get; } = new();

    public GatewayMetrics Metrics => metrics;

    public ILogger Log => log;
}
