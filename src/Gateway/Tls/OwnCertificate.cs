using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IntegrationHub.Gateway;

/// <summary>
/// A certificate of the hub, read again when its files change: the next handshake uses the new one, open connections stay.
/// </summary>
/// <param name="file">PEM, with the chain after the certificate, or PFX (<c>.pfx</c>, <c>.p12</c>).</param>
/// <param name="keyFile">Key of a PEM certificate; null when the same file holds it.</param>
/// <param name="password">Of a PFX or an encrypted key; null without.</param>
public sealed class OwnCertificate(string file, string? keyFile, string? password)
{
    private readonly Lock gate = new();
    private SslStreamCertificateContext? current;
    private (DateTime, DateTime) seen;

    /// <summary>The certificate with what leads to its authority.</summary>
    /// <exception cref="CryptographicException">It cannot be read, and was never read before.</exception>
    public SslStreamCertificateContext Context
    {
        get
        {
            lock (gate)
            {
                var now = (File.GetLastWriteTimeUtc(file), File.GetLastWriteTimeUtc(keyFile ?? file));
                if (current is null || now != seen)
                    Renew(now);
                return current!;
            }
        }
    }

    /// <summary>The certificate.</summary>
    public X509Certificate2 Certificate => Context.TargetCertificate;

    // Half-written files are read again at the next handshake; meanwhile the old certificate goes on.
    private void Renew((DateTime, DateTime) written)
    {
        try
        {
            current = Read();
            seen = written;
        }
        catch (Exception e) when (current is not null && e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // keeps the old one
        }
    }

    private SslStreamCertificateContext Read()
    {
        var chain = new X509Certificate2Collection();
        if (Path.GetExtension(file) is ".pfx" or ".p12")
        {
            chain = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password);
            var own = chain.First(c => c.HasPrivateKey);
            chain.Remove(own);
            return SslStreamCertificateContext.Create(own, chain, offline: true);
        }
        using var pem = password is null
            ? X509Certificate2.CreateFromPemFile(file, keyFile)
            : X509Certificate2.CreateFromEncryptedPemFile(file, password, keyFile);
        chain.ImportFromPemFile(file);
        // SslStream on some systems cannot use a key that exists in memory only.
        return SslStreamCertificateContext.Create(
            X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null),
            [.. chain.Skip(1)], offline: true);
    }
}
