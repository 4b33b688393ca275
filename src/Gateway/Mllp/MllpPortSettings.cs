using IntegrationHub.Hl7v2;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Mllp;

/// <summary>What all ports of a gateway share.</summary>
internal sealed class MllpPortSettings(GatewayLimits limits, TimeProvider clock, ILogger<MllpPort> log)
{
    public TimeProvider Clock => clock;

    public ILogger Log => log;

    public int ConnectionLimit => limits.ConnectionsPerChannel;

    public MllpLimits Frames { get; } = MllpLimits.Default with
    {
        FrameBytes = limits.FrameBytes,
        FrameTime = limits.FrameTime,
        SilenceInFrame = limits.FrameSilence,
    };

    public TimeSpan HandshakeTime { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer may take to read its answer.</summary>
    public TimeSpan AckTime { get; } = TimeSpan.FromSeconds(10);

    public TimeSpan StopTime { get; } = TimeSpan.FromSeconds(15);

    public TimeSpan AcceptPause { get; } = TimeSpan.FromMilliseconds(100);
}
