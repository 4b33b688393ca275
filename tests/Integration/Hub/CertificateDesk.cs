using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace IntegrationHub.Integration.Hub;

/// <summary>A PEM file and what it holds.</summary>
public sealed record Pem(string File, X509Certificate2 Certificate);

/// <summary>Authorities of a test, and certificates they signed.</summary>
public sealed class CertificateDesk : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-certificates-").FullName;
    private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

    public CertificateDesk() => (Servers, Clients, Rogue) = (Authority("servers"), Authority("clients"), Authority("rogue"));

    public Pem Servers { get; }

    public Pem Clients { get; }

    public Pem Rogue { get; }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>A certificate with key, good for <paramref name="days"/>.</summary>
    public Pem Leaf(string name, Pem authority, double days = 100, string? into = null, bool addressToo = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (addressToo)
            names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(
            authority.Certificate, now.AddDays(-300), now.AddDays(days), RandomNumberGenerator.GetBytes(12));
        using var made = bare.CopyWithPrivateKey(key);
        var file = into ?? Path.Combine(folder, $"{Guid.NewGuid():N}.pem");
        File.WriteAllText(file, made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return new(file, X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null));
    }

    private Pem Authority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(now.AddDays(-400), now.AddDays(1000));
        var file = Path.Combine(folder, $"{name}.pem");
        File.WriteAllText(file, made.ExportCertificatePem());
        return new(file, X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null));
    }
}
