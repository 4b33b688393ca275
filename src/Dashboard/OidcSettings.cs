using IntegrationHub.Exchange;

namespace IntegrationHub.Dashboard;

/// <summary>An identity provider that vouches for people (OpenID Connect, code flow with PKCE).</summary>
public sealed record OidcSettings
{
    /// <summary>Issuer; its <c>/.well-known/openid-configuration</c> says the rest.</summary>
    public required Uri Authority { get; init; }

    /// <summary>Name of the hub at the provider.</summary>
    public required string ClientId { get; init; }

    /// <summary>Secret of the hub at the provider; null for a public client.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Claim with the member id; absent or empty: the hub itself.</summary>
    public string MemberClaim { get; init; } = "hub_member";

    /// <summary>Claim with the words of <see cref="Roles"/>.</summary>
    public string RoleClaim { get; init; } = "roles";

    /// <summary>What the provider's words mean here; other words mean nothing.</summary>
    public required IReadOnlyDictionary<string, PersonRole> Roles { get; init; }

    /// <summary>Is plain http allowed? Only for a provider on this machine.</summary>
    public bool AllowsHttp => Authority.IsLoopback;
}
