using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace IntegrationHub.Gateway.Mllp;

/// <summary>TLS as a channel configures it: own certificate, and whom to trust.</summary>
internal static class TlsCertificates
{
    public static SslServerAuthenticationOptions Server(ChannelTls tls) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(Own(tls)!, null, offline: true),
        ClientCertificateRequired = tls.RequireClientCertificate,
        // A certificate that is shown must be good, also where none is required.
        RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            (certificate is null && !tls.RequireClientCertificate) || IsTrusted(certificate, errors, tls),
    };

    public static SslClientAuthenticationOptions Client(ChannelTls tls, string host) => new()
    {
        TargetHost = host,
        ClientCertificates = Own(tls) is { } own ? [own] : null,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(certificate, errors, tls),
    };

    private static X509Certificate2? Own(ChannelTls tls)
    {
        if (tls.CertificateFile is null)
            return null;
        using var pem = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile);
        // SslStream on some systems cannot use a key that exists in memory only.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    // With authorities of our own only those count; the name is checked either way.
    private static bool IsTrusted(X509Certificate? certificate, SslPolicyErrors errors, ChannelTls tls)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            return false;
        if (tls.TrustFile is null)
            return errors == SslPolicyErrors.None;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(tls.TrustFile);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }
}
