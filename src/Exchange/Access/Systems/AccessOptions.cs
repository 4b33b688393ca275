namespace IntegrationHub.Exchange;

/// <summary>How systems get in: the section <c>access</c> of hub.yaml.</summary>
public sealed record AccessOptions
{
    /// <summary>
    /// Address of the hub as its clients write it, e.g. <c>https://hub.example.org</c>: what they sign names it, so
    /// that nothing signed for another server is good here. Null: only clients on this machine can ask for tokens.
    /// </summary>
    public Uri? Url { get; init; }

    /// <summary>Somebody else's server whose tokens are taken too; null: none.</summary>
    public IssuerOptions? Issuer { get; init; }

    /// <summary>Where the hub may go to fetch keys.</summary>
    public OutboundOptions Outbound { get; init; } = new();
}

/// <summary>An external issuer of tokens: an OpenID Connect or OAuth server that signs JWTs.</summary>
public sealed record IssuerOptions
{
    /// <summary>What its tokens say in <c>iss</c>, exactly.</summary>
    public required string Url { get; init; }

    /// <summary>What its tokens say in <c>aud</c> when they are meant for this hub.</summary>
    public required string Audience { get; init; }

    /// <summary>Where its key set is.</summary>
    public required string KeysUrl { get; init; }

    /// <summary>Claim with the member's id.</summary>
    public string MemberClaim { get; init; } = "member";

    /// <summary>Claim with the scopes, a text or a list.</summary>
    public string ScopesClaim { get; init; } = "scope";

    /// <summary>Claim with the account of a person; a token without it is a system's. Null: all are.</summary>
    public string? PersonClaim { get; init; }

    /// <summary>Claim with the roles of a person (<see cref="PersonRole"/>), a text or a list.</summary>
    public string RolesClaim { get; init; } = "roles";
}
