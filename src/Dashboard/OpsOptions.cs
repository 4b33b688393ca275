namespace IntegrationHub.Dashboard;

/// <summary>Who may open the operations desk.</summary>
public enum OpsAccess
{
    /// <summary>Anyone who sits at this machine; nobody else.</summary>
    Loopback,

    /// <summary>Whoever knows the ops token: a cookie after the login page, or <c>Authorization: Bearer</c>.</summary>
    Token,

    /// <summary>People with accounts, each with the rights of the roles; see docs/security/people.md.</summary>
    Accounts,
}

/// <summary>Settings of the operations desk.</summary>
public sealed record OpsOptions
{
    /// <summary>Shortest ops token that is accepted, in characters.</summary>
    public const int ShortestToken = 24;

    /// <summary>Who may open the desk.</summary>
    public OpsAccess Access { get; init; } = OpsAccess.Loopback;

    /// <summary>The ops token; required with <see cref="OpsAccess.Token"/>, at least 24 characters.</summary>
    public string? Token { get; init; }

    /// <summary>The identity provider that vouches for people; null: accounts of the hub alone.</summary>
    public OidcSettings? Oidc { get; init; }

    /// <summary>How long one login with the ops token lasts.</summary>
    public TimeSpan Session { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Time zone of the dates on the pages; the JSON is always UTC.</summary>
    public string TimeZone { get; init; } = "Asia/Shanghai";

    /// <summary>Address of the RabbitMQ management pages, linked from the lanes page when given.</summary>
    public Uri? BrokerPages { get; init; }

    /// <summary>A running inbound channel without a message for this long raises an alarm.</summary>
    public TimeSpan SilentAfter { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Work waiting longer than this raises an alarm.</summary>
    public TimeSpan WaitingTooLong { get; init; } = TimeSpan.FromMinutes(2);
}
