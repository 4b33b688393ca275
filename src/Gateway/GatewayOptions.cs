using IntegrationHub.Contracts;
using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Gateway;

/// <summary>
/// One gateway: its name, its data directory and the channels of the members at whose edge it stands.
/// </summary>
public sealed record GatewayOptions
{
    /// <summary>Name of the gateway, <c>^[a-z0-9-]{2,40}$</c>; its queue is <see cref="Lanes.GatewayQueue"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Folder of <c>gateway.db</c>; on a local file system, used by one process at a time.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>What MSH-11 must say: <c>P</c> production, <c>T</c> training, <c>D</c> debugging.</summary>
    public string Environment { get; init; } = "P";

    /// <summary>The members of the consortium.</summary>
    public required MemberDirectory Members { get; init; }

    /// <summary>Ports that hospital systems send to.</summary>
    public required IReadOnlyList<InboundChannel> Inbound { get; init; }

    /// <summary>Hospital systems that are told.</summary>
    public required IReadOnlyList<OutboundChannel> Outbound { get; init; }

    /// <summary>Seals message content in the journal.</summary>
    public Sealer Sealer { get; init; } = Sealer.None;

    /// <summary>Every limit by name.</summary>
    public GatewayLimits Limits { get; init; } = new();

    /// <summary>Offset from UTC assumed where a sender writes a time without one.</summary>
    public TimeSpan DefaultOffset { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Channels of a member; empty for null.</summary>
    internal IReadOnlyList<string> ChannelsOf(string? member) => member is null ? [] :
    [
        .. Inbound.Where(c => c.Member == member).Select(c => c.Name),
        .. Outbound.Where(c => c.Member == member).Select(c => c.Name),
    ];

    /// <summary>Does the channel belong to the member? Null asks for nobody's.</summary>
    internal bool IsOf(string channel, string? member) => member is null || ChannelsOf(member).Contains(channel);
}
