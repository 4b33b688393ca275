using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace IntegrationHub.Gateway;

/// <summary>Whether the other side's certificate is trusted: its chain and, for a server, its name.</summary>
/// <param name="file">PEM file of the authorities, read again at every handshake; null: those of the system.</param>
public sealed class TrustedAuthorities(string? file)
{
    /// <summary>With authorities of our own only those count; a wrong name is never forgiven.</summary>
    /// <param name="certificate">What the other side showed.</param>
    /// <param name="sent">The chain it sent along.</param>
    /// <param name="errors">What the system found.</param>
    public bool Trusts(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            return false;
        if (file is null)
            return errors == SslPolicyErrors.None;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(file);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // private authorities publish no lists here
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }
}
