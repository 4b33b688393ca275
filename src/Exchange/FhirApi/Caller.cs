namespace IntegrationHub.Exchange;

/// <summary>Who asks: a member's system, known by its token.</summary>
/// <param name="Member">Member id.</param>
/// <param name="Name">Name of the client, e.g. <c>portal</c>.</param>
public sealed record Caller(string Member, string Name)
{
    /// <summary>What the token allows beyond reading and writing the member's own records.</summary>
    public IReadOnlyList<string> Rights { get; init; } = [];

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

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Administer, Expunge];
}
