using System.Text.RegularExpressions;
using IntegrationHub.Exchange;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Reads the section <c>access</c> of hub.yaml.</summary>
internal static partial class AccessSection
{
    public static AccessOptions Read(YamlSection access, bool demo)
    {
        var outbound = access.Section("outbound");
        var options = new AccessOptions
        {
            Url = Url(access),
            Outbound = new()
            {
                Hosts = Hosts(outbound, "hosts"),
                Internal = Hosts(outbound, "internal"),
                LoopbackHttp = outbound.Flag("loopback-http", demo),
            },
        };
        outbound.Close();
        if (access.Has("issuer"))
            options = options with { Issuer = Issuer(access.Section("issuer"), options.Outbound) };
        access.Close();
        return options;
    }

    private static Uri? Url(YamlSection access)
    {
        if (access.Text("url") is not { } text)
            return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0)
            return url;
        access.Error("url", $"\"{text}\" is no address such as https://hub.example.org");
        return null;
    }

    private static IssuerOptions Issuer(YamlSection issuer, OutboundOptions outbound)
    {
        var usual = new IssuerOptions { Url = "", Audience = "", KeysUrl = "" };
        var options = new IssuerOptions
        {
            Url = issuer.Required("url", "what its tokens say in iss"),
            Audience = issuer.Required("audience", "what its tokens say in aud when they are meant for this hub"),
            KeysUrl = issuer.Required("jwks-url", "where its key set is"),
            MemberClaim = issuer.Text("member-claim") ?? usual.MemberClaim,
            ScopesClaim = issuer.Text("scopes-claim") ?? usual.ScopesClaim,
            PersonClaim = issuer.Text("person-claim"),
            RolesClaim = issuer.Text("roles-claim") ?? usual.RolesClaim,
        };
        if (options.KeysUrl.Length > 0)
        {
            using var guard = new OutboundGuard(outbound);
            foreach (var error in guard.Check(options.KeysUrl, "jwks-url").Errors)
                issuer.Error("jwks-url", error.Text);
        }

        issuer.Close();
        return options;
    }

    private static List<string> Hosts(YamlSection outbound, string key)
    {
        var hosts = new List<string>();
        foreach (var text in outbound.Texts(key))
        {
            if (Host().IsMatch(text.Value))
                hosts.Add(text.Value);
            else
                outbound.Error(
                    key,
                    $"\"{text.Value}\" is no host such as keys.example.org, keys.example.org:8443 or *.example.org");
        }

        return hosts;
    }

    [GeneratedRegex(@"^((\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$")]
    private static partial Regex Host();
}
