namespace IntegrationHub.Exchange;

/// <summary>How the audit trail is kept.</summary>
public sealed record AuditOptions
{
    /// <summary>Shortest retention: the Cybersecurity Law asks for six months (article 21).</summary>
    public const int LeastMonths = 6;

    /// <summary>Months an entry is kept, from <see cref="LeastMonths"/>.</summary>
    public int KeepMonths { get; init; } = 36;

    /// <summary>How often new entries become links of the chain.</summary>
    public TimeSpan LinkEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>File to which anchors and marks are added, outside of the database; null: none.</summary>
    public string? AnchorFile { get; init; }

    /// <summary>Hash of the configuration this process runs with; null: not told.</summary>
    public string? ConfigurationHash { get; init; }
}
