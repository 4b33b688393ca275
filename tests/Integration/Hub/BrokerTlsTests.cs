using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IntegrationHub.Hub.Bus;
using IntegrationHub.Hub.Configuration;
using Xunit;

namespace IntegrationHub.Integration.Hub;

/// <summary>A broker that cannot prove who it is gets no password and no message (RELIABILITY finding 5).</summary>
public sealed class BrokerTlsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-tls-").FullName;
    private readonly CancellationToken ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_of_a_rogue_authority_is_refused_before_anything_is_said() =>
        Assert.Null(await FirstBytesAsync(Certificate("localhost"), trust: Certificate("localhost"),
            serverName: "localhost"));

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        using var certificate = Certificate("other.example");
        Assert.Null(await FirstBytesAsync(certificate, trust: certificate, serverName: "localhost"));
    }

    [Fact]
    public async Task Without_a_private_authority_a_certificate_nobody_signed_is_refused() =>
        Assert.Null(await FirstBytesAsync(Certificate("localhost"), trust: null, serverName: "localhost"));

    [Fact]
    public async Task The_right_broker_hears_the_protocol_header()
    {
        using var certificate = Certificate("localhost");
        Assert.Equal("AMQP", await FirstBytesAsync(certificate, trust: certificate, serverName: "localhost"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>What the client says to a broker with this certificate; null: it hung up first.</summary>
    private async Task<string?> FirstBytesAsync(X509Certificate2 certificate, X509Certificate2? trust,
        string serverName)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var heard = HearAsync(listener, certificate);
        var settings = new BusSettings
        {
            Transport = BusTransport.RabbitMq,
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            User = "hub",
            Password = "secret",
            Tls = new(serverName, trust is null ? null : PemOf(trust), null, null),
        };
        await Assert.ThrowsAnyAsync<Exception>(() => new BrokerConnections(settings, new()).OpenAsync("test", ct));
        return await heard;
    }

    private async Task<string?> HearAsync(TcpListener listener, X509Certificate2 certificate)
    {
        using var client = await listener.AcceptTcpClientAsync(ct);
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate },
                ct);
            var bytes = new byte[4];
            return await tls.ReadAtLeastAsync(bytes, 4, throwOnEndOfStream: false, ct) == 4
                ? System.Text.Encoding.ASCII.GetString(bytes)
                : null;
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            return null;
        }
    }

    private string PemOf(X509Certificate2 certificate)
    {
        var file = Path.Combine(folder, "ca.pem");
        File.WriteAllText(file, certificate.ExportCertificatePem());
        return file;
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
