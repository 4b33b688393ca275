using IntegrationHub.Hub.Configuration;
using IntegrationHub.Store.Sealing;
using Xunit;

namespace IntegrationHub.Unit.Hub;

/// <summary>What the configuration says about ways that are open, keys, certificates and secrets.</summary>
public sealed class TransportConfigurationTests : IDisposable
{
    private const string Canary = "c4nary-S3cret-value";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_database_on_another_machine_must_prove_who_it_is_unless_somebody_says_otherwise()
    {
        Hub("exchange:\n  database: postgres\n  connection: Host=db;Username=hub");
        Assert.Contains("the database is on another machine and does not have to prove who it is", Assert.Single(Read().Findings), StringComparison.Ordinal);
        Hub("exchange:\n  database: postgres\n  connection: Host=db;Username=hub;SSL Mode=Require");
        Assert.Single(Read().Findings);
        Hub("exchange:\n  database: postgres\n  connection: Host=db;Username=hub;SSL Mode=VerifyFull");
        Assert.Empty(Read().Findings);
        Hub("exchange:\n  database: postgres\n  connection: Host=127.0.0.1;Username=hub");
        Assert.Empty(Read().Findings);
        Hub("exchange:\n  database: postgres\n  insecure: true\n  connection: Host=db;Username=hub");
        var (findings, warnings) = Read();
        Assert.Empty(findings);
        Assert.Contains("exchange.insecure", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_http_for_other_machines_is_warned_of_unless_a_proxy_stands_in_front()
    {
        Hub("http:\n  urls: [http://0.0.0.0:8080]");
        Assert.Contains("http://0.0.0.0:8080 takes patient data", Assert.Single(Read().Warnings), StringComparison.Ordinal);
        Hub("http:\n  urls: [http://0.0.0.0:8080]\ntls:\n  behind-proxy: true");
        Assert.Empty(Read().Warnings);
        Hub("http:\n  urls: [http://127.0.0.1:8080]");
        Assert.Empty(Read().Warnings);
        Hub("http:\n  urls: [https://0.0.0.0:8443]");
        Assert.Contains("certificate is required", Assert.Single(Read().Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void An_own_certificate_that_expired_stops_the_start()
    {
        folder.Write("old.pem", Certificate(days: -1));
        folder.Write("good.pem", Certificate(days: 5));
        Hub("tls:\n  certificate: old.pem");
        Assert.Contains("tls.certificate: this certificate expired on ", Assert.Single(Read().Findings), StringComparison.Ordinal);
        Hub("tls:\n  certificate: good.pem");
        Assert.Empty(Read().Findings);
        folder.Write("good.pem", "no certificate");
        Assert.Contains("cannot be read", Assert.Single(Read().Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_are_made_for_one_account_wait_until_rotated_and_are_never_named_by_value()
    {
        Hub("keys:\n  provider: file");
        Assert.Contains("\"hub keys new\" makes one", Assert.Single(Read().Findings), StringComparison.Ordinal);
        var keys = new FolderKeys(Path.Combine(folder.Path, "keys"));
        var now = new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(["k20260302-001", "k20260302-002"], [keys.Add(now), keys.Add(now)]);
        Assert.Equal("k20260302-001", Settings().ActiveKey);
        keys.Activate("k20260302-002");
        Assert.Equal(("k20260302-002", 2), (Settings().ActiveKey, Settings().Keys.Count));
        Assert.Empty(Read().Warnings);

        folder.Write("keys/k20260302-003.key", Canary);
        Assert.DoesNotContain(Canary, Assert.Single(Read().Findings), StringComparison.Ordinal);
        Assert.Contains("everybody on this machine may read the key", Assert.Single(Read().Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_come_from_the_environment_or_from_a_program()
    {
        var (a, b) = (Convert.ToBase64String(new byte[32]), Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]));
        Environment.SetEnvironmentVariable("HUB_TEST_KEYS", $"new={b}\nold={a}");
        Hub("keys:\n  provider: env\n  variable: HUB_TEST_KEYS");
        Assert.Equal(("new", 2), (Settings().ActiveKey, Settings().Keys.Count));
        Hub($"keys:\n  provider: command\n  program: /bin/echo\n  arguments: [\"one={a}\"]");
        Assert.Equal("one", Settings().ActiveKey);
        Hub("keys:\n  provider: command\n  program: /bin/false");
        Assert.Contains("ended with 1", Assert.Single(Read().Findings), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_that_are_short_or_open_to_everybody_are_told_without_their_value()
    {
        folder.Write("short", "abc-def-gh");
        folder.Write("long", Canary);
        Hub("""
            bus:
              transport: rabbitmq
              host: 127.0.0.1
              user: hub
              password: ${file:short}
            ops:
              access: token
              token: ${file:long}
            """);
        var (findings, warnings) = Read();
        Assert.Contains("fewer than 12 characters", string.Join('\n', findings), StringComparison.Ordinal);
        Assert.Equal(2, warnings.Count);
        Assert.DoesNotContain(findings.Concat(warnings), t => t.Contains(Canary, StringComparison.Ordinal)
            || t.Contains("abc-def-gh", StringComparison.Ordinal));
    }

    private Sealer Settings() => HubConfiguration.Read(folder.Path).Configuration.Settings.Keys.Sealer;

    private (IReadOnlyList<string> Findings, IReadOnlyList<string> Warnings) Read()
    {
        var (configuration, findings) = HubConfiguration.Read(folder.Path);
        return ([.. findings.Select(f => f.ToString())], [.. configuration.Warnings.Select(w => w.ToString())]);
    }

    private void Hub(string more)
    {
        folder.Write("hub.yaml", "gateway: edge\nenvironment: P\n" + more + "\n");
        folder.Write("members.yaml", """
            members:
              - id: county
                name: 县医院
                tier: county
                facilities: [COUNTY]
                gateway: edge
            """);
    }

    private static string Certificate(int days)
    {
        using var key = System.Security.Cryptography.ECDsa.Create();
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(
            "CN=hub", key, System.Security.Cryptography.HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-30), now.AddDays(days));
        return made.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }
}
