using IntegrationHub.Gateway;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Reads the <c>tls</c> block of a channel.</summary>
internal static class ChannelTlsSection
{
    public static ChannelTls? Read(YamlSection file, bool inbound, IReadOnlyList<string> facilities)
    {
        if (!file.Has("tls"))
            return null;
        var tls = file.Section("tls");
        var read = new ChannelTls
        {
            CertificateFile = CertificateFiles.Existing(tls, "certificate"),
            KeyFile = CertificateFiles.Existing(tls, "key"),
            TrustFile = CertificateFiles.Existing(tls, "trust"),
            RequireClientCertificate = inbound && tls.Flag("require-client-certificate", true),
            ServerName = inbound ? null : tls.Text("server-name"),
            Clients = inbound ? [.. tls.Sections("clients").Select(c => Client(c, facilities))] : [],
        };
        if (inbound && read.CertificateFile is null && !tls.Has("certificate"))
            tls.Error("certificate", "is required: the PEM file of this channel's certificate");
        if (read.CertificateFile is { } own)
            CertificateFiles.Check(tls, "certificate", new(own, read.KeyFile, null));
        tls.Close();
        return read;
    }

    private static ClientBinding Client(YamlSection client, IReadOnlyList<string> facilities)
    {
        var name = client.Required("certificate", "sha256:HEX, a DNS name of the certificate, or its subject");
        var allowed = client.Texts("facilities").Select(f => f.Value).ToArray();
        foreach (var foreign in allowed.Except(facilities, StringComparer.OrdinalIgnoreCase))
            client.Error("facilities", $"\"{foreign}\" may not send on this channel, which takes {string.Join(", ", facilities)}."
                + NearestName.Hint(foreign, facilities));
        client.Close();
        return new(name, allowed);
    }
}
