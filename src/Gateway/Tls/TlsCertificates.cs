using System.Net.Security;
using System.Security.Authentication;

namespace IntegrationHub.Gateway;

/// <summary>TLS as a channel configures it: own certificate, and whom to trust. TLS 1.2 and 1.3 only.</summary>
internal sealed class TlsCertificates(ChannelTls tls)
{
    private const SslProtocols Protocols = SslProtocols.Tls12 | SslProtocols.Tls13;

    private readonly OwnCertificate? own = tls.CertificateFile is { } file ? new(file, tls.KeyFile, null) : null;
    private readonly TrustedAuthorities authorities = new(tls.TrustFile);

    /// <summary>For one handshake, with the certificate as it is now.</summary>
    public SslServerAuthenticationOptions Server() => new()
    {
        ServerCertificateContext = own!.Context,
        EnabledSslProtocols = Protocols,
        ClientCertificateRequired = tls.RequireClientCertificate || tls.Clients.Count > 0,
        // A certificate that is shown must be good, also where none is required.
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            (certificate is null && !tls.RequireClientCertificate) || authorities.Trusts(certificate, chain, errors),
    };

    /// <summary>For one handshake with a hospital system.</summary>
    public SslClientAuthenticationOptions Client(string host) => new()
    {
        TargetHost = tls.ServerName ?? host,
        EnabledSslProtocols = Protocols,
        ClientCertificateContext = own?.Context,
        RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            authorities.Trusts(certificate, chain, errors),
    };
}
