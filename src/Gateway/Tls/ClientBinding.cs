using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IntegrationHub.Gateway;

/// <summary>Whose certificate may send on a channel, and as which facilities.</summary>
/// <param name="Certificate">
/// <c>sha256:HEX</c> (the certificate itself), a DNS name of its subject alternative names, or its whole subject
/// (<c>CN=his, O=…</c>).
/// </param>
/// <param name="Facilities">MSH-4 values it may use; empty: all the channel allows.</param>
public sealed record ClientBinding(string Certificate, IReadOnlyList<string> Facilities)
{
    private const string Thumbprint = "sha256:";

    /// <summary>Whether this is the certificate meant.</summary>
    public bool Names(PeerCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return Certificate.StartsWith(Thumbprint, StringComparison.OrdinalIgnoreCase)
            ? Plain(Certificate[Thumbprint.Length..]).Equals(certificate.Sha256, StringComparison.OrdinalIgnoreCase)
            : certificate.Subject.Equals(Certificate, StringComparison.OrdinalIgnoreCase)
              || certificate.DnsNames.Contains(Certificate, StringComparer.OrdinalIgnoreCase);
    }

    private static string Plain(string hex) => hex.Replace(":", "", StringComparison.Ordinal).Trim();
}

/// <summary>The certificate a sender showed; its chain was found good.</summary>
/// <param name="Sha256">Of the certificate, hexadecimal.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="DnsNames">Its alternative names.</param>
public sealed record PeerCertificate(string Sha256, string Subject, IReadOnlyList<string> DnsNames)
{
    /// <summary>Reads what identifies a certificate.</summary>
    public static PeerCertificate Of(X509Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var bytes = certificate.GetRawCertData();
        using var read = X509CertificateLoader.LoadCertificate(bytes);
        var names = read.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(e => e.EnumerateDnsNames()).ToArray();
        return new(Convert.ToHexString(SHA256.HashData(bytes)), read.Subject, names);
    }
}
