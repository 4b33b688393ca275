namespace IntegrationHub.Gateway;

/// <summary>Certificates of a channel under TLS (IHE ATNA node authentication). PEM files.</summary>
public sealed record ChannelTls
{
    /// <summary>
    /// Our certificate; an inbound channel needs one, an outbound channel when the hospital asks for it.
    /// </summary>
    public string? CertificateFile { get; init; }

    /// <summary>Key of <see cref="CertificateFile"/>; null when the same file holds it.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Authorities trusted for the other side; null: those of the operating system.</summary>
    public string? TrustFile { get; init; }

    /// <summary>Name an outbound system's certificate must carry; null: the host of the channel.</summary>
    public string? ServerName { get; init; }

    /// <summary>Certificates that may send on an inbound channel; empty: every one that is trusted.</summary>
    public IReadOnlyList<ClientBinding> Clients { get; init; } = [];

    /// <summary>True: an inbound connection without a trusted client certificate is closed.</summary>
    public bool RequireClientCertificate { get; init; }
}
