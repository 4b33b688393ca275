using IntegrationHub.Gateway;
using IntegrationHub.Hub.Configuration.Yaml;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace IntegrationHub.Hub.Configuration;

/// <summary>TLS of the HTTP addresses.</summary>
/// <param name="Own">Certificate of the hub; null where a proxy speaks https.</param>
/// <param name="Clients">Whether clients show certificates.</param>
/// <param name="TrustFile">PEM file of the clients' authorities; null: those of the system.</param>
/// <param name="CertificateFile">File of <paramref name="Own"/>, for the certificate watch.</param>
internal sealed record HttpTls(
    OwnCertificate? Own, ClientCertificateMode Clients, string? TrustFile, string? CertificateFile);

/// <summary>Reads the <c>tls</c> block of hub.yaml and says where http is left open.</summary>
internal static class TlsSection
{
    public static HttpTls? Read(YamlSection root, IReadOnlyList<string> urls, bool demo)
    {
        var tls = root.Section("tls");
        var file = CertificateFiles.Existing(tls, "certificate");
        var key = CertificateFiles.Existing(tls, "key");
        var password = tls.Has("password") ? tls.Secret("password", demo) : null;
        var clients = tls.OneOf("client-certificates", ClientCertificateMode.NoCertificate,
            ("none", ClientCertificateMode.NoCertificate), ("allowed", ClientCertificateMode.AllowCertificate),
            ("required", ClientCertificateMode.RequireCertificate));
        var trust = CertificateFiles.Existing(tls, "trust");
        var proxy = tls.Flag("behind-proxy", false);
        var own = file is null ? null : new OwnCertificate(file, key, password);
        CertificateFiles.Check(tls, "certificate", own);
        if (own is null && urls.Any(u => u.StartsWith("https:", StringComparison.OrdinalIgnoreCase)))
            root.Error("tls", "certificate is required for the https address of http.urls: a PEM or PFX file");
        foreach (var url in urls.Where(u => !proxy && IsOpen(u)))
            root.Warn("http", $"{url} takes patient data and tokens unencrypted from other machines: use https with "
                + "tls.certificate, or say tls.behind-proxy: true");
        tls.Close();
        return own is null ? null : new(own, clients, trust, file);
    }

    /// <summary>True for plain http that other machines reach.</summary>
    private static bool IsOpen(string url) =>
        url.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
        && !(Uri.TryCreate(url.Replace("//+", "//0.0.0.0").Replace("//*", "//0.0.0.0"), UriKind.Absolute, out var uri)
            && CertificateFiles.IsThisMachine(uri.Host));
}
