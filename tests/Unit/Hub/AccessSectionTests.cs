using System.Security.Cryptography;
using System.Text.Json;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Configuration.Templates;
using IntegrationHub.Hub.Roles;
using Xunit;

namespace IntegrationHub.Unit.Hub;

/// <summary>The section <c>access</c> of hub.yaml, and <c>hub client</c> over a real folder.</summary>
public sealed class AccessSectionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_address_hosts_and_an_issuer_are_read()
    {
        Write("""
            access:
              url: https://hub.example.org
              outbound:
                hosts: [keys.example.org, "*.example.com:8443"]
                internal: ["10.1.2.3", "[fd00::1]:8443"]
              issuer:
                url: https://idp.example.org
                audience: hub
                jwks-url: https://keys.example.org/certs
                person-claim: account
            """);

        var (configuration, findings) = HubConfiguration.Read(folder.Path);

        Assert.Empty(findings);
        var access = configuration.Settings.Access;
        Assert.Equal(new Uri("https://hub.example.org"), access.Url);
        Assert.Equal(["keys.example.org", "*.example.com:8443"], access.Outbound.Hosts);
        Assert.Equal(["10.1.2.3", "[fd00::1]:8443"], access.Outbound.Internal);
        Assert.False(access.Outbound.LoopbackHttp);
        Assert.Equal(
            ("https://idp.example.org", "hub", "https://keys.example.org/certs", "member", "scope", "account", "roles"),
            (access.Issuer!.Url, access.Issuer.Audience, access.Issuer.KeysUrl, access.Issuer.MemberClaim,
                access.Issuer.ScopesClaim, access.Issuer.PersonClaim, access.Issuer.RolesClaim));
    }

    [Fact]
    public void Mistakes_are_told_all_at_once()
    {
        Write("""
            access:
              url: hub.example.org
              outbound:
                hosts: [https://keys.example.org, "*", "a b"]
              issuer:
                url: https://idp.example.org
                jwks-url: https://idp.example.org/certs
                member: x
            """);

        var (_, findings) = HubConfiguration.Read(folder.Path);

        Assert.Equal(
            [
                "access.issuer.audience", "access.issuer.jwks-url", "access.issuer.member", "access.outbound.hosts",
                "access.outbound.hosts", "access.outbound.hosts", "access.url",
            ],
            findings.Select(f => f.Key).Order());
    }

    [Fact]
    public async Task A_client_is_added_listed_rotated_disabled_and_removed_by_the_command_line()
    {
        Write("");
        folder.Write("keys.json", KeySet("k1"));
        folder.Write("next.json", KeySet("k2"));
        var (added, id, _) = await ClientAsync(
            "add", "--member", "county-general", "--name", "lis", "--jwks", Path.Combine(folder.Path, "keys.json"),
            "--scopes", "system/Observation.read");
        id = id.Trim();

        Assert.Equal(ExitCode.Done, added);
        Assert.Matches("^client-[0-9a-f]{24}$", id);
        var (_, line, _) = await ClientAsync("list");
        Assert.Equal($"{id}  county-general  lis  active  keys inline  system/Observation.rs", line.Trim());
        var next = Path.Combine(folder.Path, "next.json");
        Assert.Equal(ExitCode.Done, (await ClientAsync("rotate", id, "--jwks", next)).Code);
        var (_, disabled, _) = await ClientAsync("disable", id);
        Assert.Contains("disabled since", disabled);
        Assert.Equal(ExitCode.Done, (await ClientAsync("enable", id)).Code);
        Assert.Equal(ExitCode.Done, (await ClientAsync("remove", id)).Code);
        var (code, _, error) = await ClientAsync("remove", id);
        Assert.Equal((ExitCode.Fault, "This client is not known here."), (code, error.Trim()));
        Assert.Equal("", (await ClientAsync("list")).Output);
    }

    private static string KeySet(string kid)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var point = key.ExportParameters(false).Q;
        return JsonSerializer.Serialize(new
        {
            keys = new[]
            {
                new
                {
                    kty = "EC",
                    crv = "P-384",
                    kid,
                    x = System.Buffers.Text.Base64Url.EncodeToString(point.X),
                    y = System.Buffers.Text.Base64Url.EncodeToString(point.Y),
                },
            },
        });
    }

    private Task<(int Code, string Output, string Error)> ClientAsync(params string[] args) =>
        CommandLine.RunAsync(["client", .. args, "--config", folder.Path]);

    private void Write(string access)
    {
        var files = ExampleFolder.Files();
        ConfigurationFolder.Write(folder.Path, files);
        ConfigurationFolder.EnsureKey(folder.Path);
        folder.Write("hub.yaml", files["hub.yaml"] + "\n" + access);
    }
}
