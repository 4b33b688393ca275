using IntegrationHub.Contracts;

namespace IntegrationHub.Gateway;

/// <summary>One hospital system that is told over MLLP.</summary>
public sealed record OutboundChannel
{
    /// <summary>
    /// Name on dashboards and in dead letters, <c>^[a-z0-9-]{3,40}$</c>, e.g. <c>township-his-out</c>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Member whose system this is.</summary>
    public required string Member { get; init; }

    /// <summary>Host name or address of the system.</summary>
    public required string Host { get; init; }

    /// <summary>Its MLLP port.</summary>
    public required int Port { get; init; }

    /// <summary><c>UTF-8</c> or <c>GB18030</c>.</summary>
    public string Charset { get; init; } = "UTF-8";

    /// <summary>MSH-12 of what we send.</summary>
    public string Version { get; init; } = "2.5.1";

    /// <summary>MSH-5 the system expects; empty when it does not mind.</summary>
    public string Application { get; init; } = "";

    /// <summary>MSH-6 the system expects; null: the member's first facility.</summary>
    public string? Facility { get; init; }

    /// <summary>What goes here; empty: everything for the member.</summary>
    public IReadOnlyList<DeliveryKind> Kinds { get; init; } = [];

    /// <summary>TLS; null for plain TCP.</summary>
    public ChannelTls? Tls { get; init; }

    /// <summary>Seconds to wait for the connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the system may take to answer; then the connection is closed and the message sent again.
    /// </summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an <c>AE</c> is tried again before the delivery is a dead letter.</summary>
    public int RefusalRetries { get; init; } = 5;

    /// <summary>First wait after a failure; doubles up to <see cref="RetryMost"/>, with jitter.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait between two tries.</summary>
    public TimeSpan RetryMost { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A delivery older than this becomes a dead letter instead of being tried again.</summary>
    public TimeSpan ExpireAfter { get; init; } = TimeSpan.FromHours(72);
}
