using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Gateway.Delivery;
using IntegrationHub.Integration.Hub;
using IntegrationHub.Shared.Hospital;
using Xunit;

namespace IntegrationHub.Integration.Gateway;

/// <summary>MLLP under TLS, in and out: the right certificates get through, none other.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hub-tls-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_channel_that_demands_certificates_takes_the_trusted_one_and_closes_to_all_others()
    {
        var (hub, his, rogue) = (Pem("hub"), Pem("his"), Pem("rogue"));
        var tls = new ChannelTls
        {
            CertificateFile = hub.File,
            TrustFile = his.File,
            RequireClientCertificate = true,
        };
        await using var rig = await new GatewayRig { Inbound = c => c with { Tls = tls } }.StartAsync();

        Assert.Contains("MSA|AA|M1", await SendAsync(rig.Port(), his.Certificate, "M1"), StringComparison.Ordinal);
        Assert.Equal("", await SendAsync(rig.Port(), rogue.Certificate, "M2"));
        Assert.Equal("", await SendAsync(rig.Port(), null, "M3"));
        using var plain = await RawConnection.OpenAsync(rig.Port(), Ct);
        await plain.SendAsync(RawConnection.Frame(SampleMessages.OruR01(1, controlId: "M4")), Ct);
        Assert.DoesNotContain("MSA|", (await plain.ReadAsync(TimeSpan.FromSeconds(12), Ct)).Text, StringComparison.Ordinal);

        Assert.Equal("M1", Assert.Single(rig.Ledger().Lines).ControlId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_delivery_goes_only_to_a_system_whose_certificate_is_trusted(bool trusted)
    {
        var (his, other) = (Pem("localhost"), Pem("localhost"));
        using var system = new TlsSystem(his.Certificate);
        await using var rig = await new GatewayRig
        {
            Outbound =
            [
                new()
                {
                    Name = "out", Member = "township", Host = "localhost", Port = system.Port,
                    Tls = new() { TrustFile = (trusted ? his : other).File },
                    ExpireAfter = TimeSpan.FromSeconds(2), RetryFirst = TimeSpan.FromMilliseconds(300),
                    RetryMost = TimeSpan.FromMilliseconds(300),
                },
            ],
        }.StartAsync();

        await rig.Get<DeliveryDesk>().AcceptAsync(new()
        {
            DeliveryId = Guid.NewGuid(),
            Seq = 1,
            Recipient = "township",
            Kind = DeliveryKind.Result,
            OrderKey = "A",
            BundleJson = """{"resourceType":"Bundle","type":"collection"}""",
            CausedBy = Guid.NewGuid(),
            Custodian = "county",
            At = TimeProvider.System.GetUtcNow(),
        }, Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<DeliveryReceipt>().Count == 1, "told");

        Assert.Equal(
            trusted ? DeliveryOutcome.Delivered : DeliveryOutcome.Dead, rig.Bus.Of<DeliveryReceipt>()[0].Outcome);
        Assert.Equal(trusted ? 1 : 0, system.Messages);
    }

    [Fact]
    public async Task A_trusted_certificate_sends_only_for_the_hospital_it_belongs_to()
    {
        using var desk = new CertificateDesk();
        var (county, town, stranger) = (
            desk.Leaf("his.county", desk.Clients), desk.Leaf("his.town", desk.Clients), desk.Leaf("his.else", desk.Clients));
        var tls = new ChannelTls
        {
            CertificateFile = desk.Leaf("hub", desk.Servers).File,
            TrustFile = desk.Clients.File,
            RequireClientCertificate = true,
            Clients =
            [
                new("sha256:" + Convert.ToHexString(SHA256.HashData(county.Certificate.RawData)), ["H1"]),
                new("his.town", ["T1"]),
            ],
        };
        await using var rig = await new GatewayRig
        {
            Inbound = c => c with { Tls = tls, Facilities = ["H1", "T1"] },
        }.StartAsync();

        Assert.Contains("MSA|AA|M1", await SendAsync(rig.Port(), county.Certificate, "M1"), StringComparison.Ordinal);
        Assert.Contains("MSA|AR|M2", await SendAsync(rig.Port(), town.Certificate, "M2"), StringComparison.Ordinal);
        Assert.Contains("MSA|AA|M3", await SendAsync(rig.Port(), town.Certificate, "M3", "T1"), StringComparison.Ordinal);
        Assert.Contains("MSA|AR|M4", await SendAsync(rig.Port(), stranger.Certificate, "M4"), StringComparison.Ordinal);

        Assert.Equal(["M1", "M3"], rig.Ledger().Lines.Where(l => l.State != "refused").Select(l => l.ControlId).Order());
        var refused = rig.Ledger("refused").Lines;
        Assert.Equal(
            [("M2", HubErrorCode.SenderNotAllowed, "AR"), ("M4", HubErrorCode.SenderNotAllowed, "AR")],
            refused.OrderBy(l => l.ControlId).Select(l => (l.ControlId, Assert.Single(l.Errors).Code, l.Ack)));
        Assert.Equal(2, rig.Journal.Counts("his").Refused);
    }

    [Fact]
    public async Task A_renewed_certificate_of_a_channel_is_shown_while_open_connections_go_on()
    {
        using var desk = new CertificateDesk();
        var own = desk.Leaf("hub", desk.Servers);
        var tls = new ChannelTls { CertificateFile = own.File };
        await using var rig = await new GatewayRig { Inbound = c => c with { Tls = tls } }.StartAsync();
        using var old = new TcpClient();
        await old.ConnectAsync("127.0.0.1", rig.Port(), Ct);
        await using var open = new SslStream(old.GetStream(), false, (_, theirs, _, _) => theirs is not null);
        await open.AuthenticateAsClientAsync("hub");

        var renewed = desk.Leaf("hub", desk.Servers, into: own.File);
        using var fresh = new TcpClient();
        await fresh.ConnectAsync("127.0.0.1", rig.Port(), Ct);
        await using var next = new SslStream(fresh.GetStream(), false, (_, theirs, _, _) => theirs is not null);
        await next.AuthenticateAsClientAsync("hub");

        Assert.Equal(own.Certificate.Thumbprint, open.RemoteCertificate!.GetCertHashString());
        Assert.Equal(renewed.Certificate.Thumbprint, next.RemoteCertificate!.GetCertHashString());
        await open.WriteAsync(RawConnection.Frame(SampleMessages.OruR01(1, controlId: "M1")), Ct);
        var buffer = new byte[4096];
        Assert.Contains("MSA|AA|M1", Encoding.UTF8.GetString(buffer, 0, await open.ReadAsync(buffer, Ct)), StringComparison.Ordinal);
    }

    private static async Task<string> SendAsync(int port, X509Certificate2? own, string controlId, string facility = "H1")
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, Ct);
        await using var stream = new SslStream(client.GetStream(), false, (_, theirs, _, _) => theirs is not null);
        try
        {
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = "hub", ClientCertificates = own is null ? null : [own] }, Ct);
            await stream.WriteAsync(RawConnection.Frame(SampleMessages.OruR01(1, facility, controlId)), Ct);
            var buffer = new byte[4096];
            var read = await stream.ReadAsync(buffer, Ct);
            return Encoding.UTF8.GetString(buffer, 0, read);
        }
        catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
        {
            return "";
        }
    }

    private (string File, X509Certificate2 Certificate) Pem(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var file = Path.Combine(folder.FullName, $"{Guid.NewGuid():N}.pem");
        File.WriteAllText(file, made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return (file, X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null));
    }

    /// <summary>A hospital system that is told under TLS and says AA to everything.</summary>
    private sealed class TlsSystem : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 certificate;

        public TlsSystem(X509Certificate2 certificate)
        {
            this.certificate = certificate;
            listener.Start();
            _ = ServeAsync();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public int Messages { get; private set; }

        public void Dispose() => listener.Dispose();

        private async Task ServeAsync()
        {
            var buffer = new byte[8192];
            while (true)
            {
                try
                {
                    using var client = await listener.AcceptTcpClientAsync();
                    await using var stream = new SslStream(client.GetStream());
                    await stream.AuthenticateAsServerAsync(certificate);
                    var read = await stream.ReadAsync(buffer);
                    if (read == 0)
                        continue;
                    Messages++;
                    var id = Encoding.UTF8.GetString(buffer, 0, read).Split('|')[9];
                    await stream.WriteAsync(RawConnection.Frame(
                        $"MSH|^~\\&|HIS|T1|HUB|HUB|20260302||ACK|A1|P|2.5.1\rMSA|AA|{id}\r"));
                    while (await stream.ReadAsync(buffer) > 0)
                    {
                    }
                }
                catch (Exception end) when (end is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // this peer does not trust us, or went away
                }
                catch (Exception over) when (over is SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }
    }
}
