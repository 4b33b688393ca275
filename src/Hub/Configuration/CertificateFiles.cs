using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using IntegrationHub.Gateway;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Files of certificates in the configuration: there, readable, and not expired.</summary>
internal static class CertificateFiles
{
    /// <summary>The absolute path of a file that is there; a finding otherwise.</summary>
    public static string? Existing(YamlSection section, string key)
    {
        if (section.Text(key) is not { } text)
            return null;
        var file = Path.GetFullPath(text, section.Source.Folder);
        if (!File.Exists(file))
            section.Error(key, $"the file {text} does not exist");
        return file;
    }

    /// <summary>An own certificate that cannot be used is a finding: the hub does not start with it.</summary>
    public static void Check(YamlSection section, string key, OwnCertificate? own)
    {
        if (own is null)
            return;
        try
        {
            var certificate = own.Certificate;
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            if (certificate.NotAfter.ToUniversalTime() < now)
                section.Error(key, $"this certificate expired on {Day(certificate.NotAfter)}: renew it");
            else if (certificate.NotBefore.ToUniversalTime() > now)
                section.Error(key, $"this certificate is good from {Day(certificate.NotBefore)} only: look at the clock");
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException
            or InvalidOperationException)
        {
            if (!section.Source.Findings.All.Any(f => f.Text.Contains("does not exist", StringComparison.Ordinal)))
                section.Error(key, "certificate and key cannot be read: PEM (with key, and password when it is encrypted) or PFX");
        }
    }

    /// <summary>True for names and addresses that never leave this machine.</summary>
    public static bool IsThisMachine(string host) =>
        host == "localhost" || host.StartsWith('/')
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
