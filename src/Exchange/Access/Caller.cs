namespace IntegrationHub.Exchange;

/// <summary>Who asks: a member's system or a person of a member, known by a token or a session.</summary>
/// <param name="Member">Member id.</param>
/// <param name="Name">Name of the client or account, e.g. <c>portal</c>.</param>
public sealed record Caller(string Member, string Name)
{
    /// <summary>What the token allows beyond reading and writing the member's own records; see
    /// <see cref="ClientRights"/>.</summary>
    public IReadOnlyList<string> Rights { get; init; } = [];

    /// <summary>The registered client; null for a token issued by hand or elsewhere.</summary>
    public string? ClientId { get; init; }

    /// <summary>The person's account id; null for a system.</summary>
    public string? Person { get; init; }

    /// <summary>Roles of a person; empty for a system.</summary>
    public IReadOnlyList<PersonRole> Roles { get; init; } = [];

    /// <summary>Resource types and interactions the token is good for.</summary>
    public Scopes Scopes { get; init; } = Scopes.Everything;

    /// <summary>Why the record is looked at (v3-PurposeOfUse), e.g. <c>TREAT</c>; null: not said.</summary>
    public string? Purpose { get; init; }

    /// <summary>True when the token carries the right; null asks for none.</summary>
    public bool May(string? right) => right is null || Rights.Contains(right);
}

/// <summary>Rights a token can carry.</summary>
public static class ClientRights
{
    /// <summary>Remove deleted resources and old versions for good.</summary>
    public const string Expunge = "expunge";

    /// <summary>Run maintenance such as <c>$reindex</c>.</summary>
    public const string Administer = "administer";

    /// <summary>Read the audit trail of the caller's member.</summary>
    public const string Audit = "audit";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Administer, Audit, Expunge];
}
