using IntegrationHub.Adapters;

namespace IntegrationHub.Gateway;

/// <summary>How far a message must have come before its sender gets the positive ACK (original mode).</summary>
public enum AckPoint
{
    /// <summary>On disk and ours (the default); what fails later is a dead letter.</summary>
    Journalled,

    /// <summary>Also converted to FHIR; a message without a map is answered <c>AE</c>.</summary>
    Converted,

    /// <summary>Also stored by the exchange.</summary>
    Stored,
}

/// <summary>One MLLP port of one hospital system.</summary>
public sealed record InboundChannel
{
    /// <summary>
    /// Name on dashboards and in dead letters, <c>^[a-z0-9-]{3,40}$</c>, e.g. <c>county-general-lis</c>.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Member whose system sends here; the custodian unless MSH-4 names another member of the list.</summary>
    public required string Member { get; init; }

    /// <summary>Address to listen on.</summary>
    public string Address { get; init; } = "0.0.0.0";

    /// <summary>Port to listen on; 0 takes a free one.</summary>
    public required int Port { get; init; }

    /// <summary><c>auto</c>, <c>UTF-8</c> or <c>GB18030</c>.</summary>
    public string Charset { get; init; } = "auto";

    /// <summary>MSH-4 values allowed on this port; empty: all facilities of the member.</summary>
    public IReadOnlyList<string> Facilities { get; init; } = [];

    /// <summary>When the sender is answered.</summary>
    public AckPoint AckWhen { get; init; }

    /// <summary>
    /// What is particular to this hospital: identifier systems, code tables, path rewrites, defaults.
    /// </summary>
    public ChannelMap Map { get; init; } = ChannelMap.Default;

    /// <summary>TLS with our certificate; null for plain TCP.</summary>
    public ChannelTls? Tls { get; init; }
}
