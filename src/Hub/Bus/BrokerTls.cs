using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using IntegrationHub.Hub.Configuration;
using RabbitMQ.Client;

namespace IntegrationHub.Hub.Bus;

/// <summary>TLS towards the broker: its certificate must chain to a trusted authority and carry the expected
/// name.</summary>
internal static class BrokerTls
{
    public static SslOption Option(TlsSettings tls)
    {
        var option = new SslOption(tls.ServerName, enabled: true)
        {
            Version = SslProtocols.None, // the operating system's choice, TLS 1.2 or newer
            AcceptablePolicyErrors = SslPolicyErrors.None,
        };
        if (tls.CertificateFile is { } own)
            option.Certs = [X509CertificateLoader.LoadPkcs12FromFile(own, tls.CertificatePassword)];
        if (tls.CaFile is { } ca)
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(ca);
            option.CertificateValidationCallback = (_, certificate, chain, errors) =>
                IsTrusted(certificate, chain, errors, roots);
        }
        return option;
    }

    /// <summary>With a private authority only that authority counts, and the name still has to be right.</summary>
    private static bool IsTrusted(
        X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors, X509Certificate2Collection roots)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // private authorities publish no lists here
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }
}
