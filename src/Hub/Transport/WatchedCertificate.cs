using System.Data.Common;
using System.Security.Cryptography.X509Certificates;
using IntegrationHub.Hub.Configuration;

namespace IntegrationHub.Hub.Transport;

/// <summary>A file of certificates the hub uses or trusts.</summary>
/// <param name="Name">Where it is used.</param>
/// <param name="Read">Reads it anew.</param>
internal sealed record WatchedCertificate(string Name, Func<X509Certificate2Collection> Read)
{
    /// <summary>Every one of a configuration.</summary>
    public static IReadOnlyList<WatchedCertificate> Of(HubConfiguration configuration)
    {
        var found = new List<WatchedCertificate>();
        var settings = configuration.Settings;
        if (settings.Tls is { } http)
        {
            found.Add(new("http", () => [http.Own!.Certificate]));
            Pem(found, "http clients", http.TrustFile);
        }
        foreach (var (name, tls) in configuration.Inbound.Select(c => (c.Name, c.Tls))
            .Concat(configuration.Outbound.Select(c => (c.Name, c.Tls))))
        {
            Pem(found, $"channel {name}", tls?.CertificateFile);
            Pem(found, $"channel {name} trust", tls?.TrustFile);
        }
        Pem(found, "bus trust", settings.Bus.Tls?.CaFile);
        if (settings.Bus.Tls is { CertificateFile: { } pfx } bus)
            found.Add(new("bus", () => X509CertificateLoader.LoadPkcs12CollectionFromFile(pfx, bus.CertificatePassword)));
        Pem(found, "database trust", RootOf(settings.Connection));
        return found;
    }

    private static void Pem(List<WatchedCertificate> found, string name, string? file)
    {
        if (file is not null)
            found.Add(new(name, () =>
            {
                var certificates = new X509Certificate2Collection();
                certificates.ImportFromPemFile(file);
                return certificates;
            }));
    }

    private static string? RootOf(string connection)
    {
        var builder = new DbConnectionStringBuilder { ConnectionString = connection };
        return builder.TryGetValue("root certificate", out var file) || builder.TryGetValue("rootcertificate", out file)
            ? (string)file
            : null;
    }
}
