using IntegrationHub.Dashboard;
using IntegrationHub.Exchange;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Reads <c>access.people</c> of hub.yaml: the identity provider that vouches for people.</summary>
internal static class PeopleSection
{
    /// <returns>Null when people have accounts of the hub alone.</returns>
    public static OidcSettings? Read(YamlSection people, bool demo)
    {
        var settings = people.Has("oidc") ? Oidc(people.Section("oidc"), demo) : null;
        people.Close();
        return settings;
    }

    private static OidcSettings? Oidc(YamlSection oidc, bool demo)
    {
        var text = oidc.Required("authority", "the address of the identity provider, e.g. https://login.example.org/realms/county");
        var isAddress = Uri.TryCreate(text, UriKind.Absolute, out var authority)
            && (authority.Scheme == "https" || (authority.Scheme == "http" && authority.IsLoopback));
        if (!isAddress && text.Length > 0)
            oidc.Error("authority", $"\"{text}\" is no https address; plain http only to this machine");
        var client = oidc.Required("client-id", "the name of the hub at the identity provider");
        var roles = Roles(oidc.Section("role-map"));
        if (roles.Count == 0)
            oidc.Error("role-map", "is required: the provider's word, then one of " + string.Join(", ", Words));
        var settings = new OidcSettings
        {
            Authority = authority ?? new Uri("https://invalid.invalid"),
            ClientId = client,
            ClientSecret = oidc.Secret("client-secret", demo),
            MemberClaim = oidc.Text("member-claim") ?? "hub_member",
            RoleClaim = oidc.Text("role-claim") ?? "roles",
            Roles = roles,
        };
        oidc.Close();
        return isAddress ? settings : null;
    }

    private static Dictionary<string, PersonRole> Roles(YamlSection map)
    {
        var roles = new Dictionary<string, PersonRole>(StringComparer.Ordinal);
        foreach (var word in map.Keys.ToArray())
            if (RoleOf(map.Text(word)) is { } role)
                roles[word] = role;
            else
                map.Error(word, "is no role; roles are " + string.Join(", ", Words));
        map.Close();
        return roles;
    }

    /// <summary>Roles as configuration and command line write them: <c>hospital-it</c>.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<PersonRole>().Select(WordOf)];

    public static string WordOf(PersonRole role) => Hyphened(role.ToString());

    public static PersonRole? RoleOf(string? word) =>
        Enum.GetValues<PersonRole>().Where(r => WordOf(r) == word).Select(r => (PersonRole?)r).FirstOrDefault();

    /// <summary><c>EditAndResend</c> → <c>edit-and-resend</c>.</summary>
    public static string Hyphened(string name) => string.Concat(
        name.Select((c, i) => char.IsUpper(c) && i > 0 ? "-" + char.ToLowerInvariant(c) : $"{char.ToLowerInvariant(c)}"));
}
