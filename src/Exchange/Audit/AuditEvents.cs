using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Names of what happened, beside FHIR's interactions.</summary>
public static class AuditEvents
{
    /// <summary>A message was applied, or refused.</summary>
    public const string Message = "message";

    /// <summary>Something was transmitted to a member.</summary>
    public const string Delivery = "delivery";

    /// <summary>A person logged in.</summary>
    public const string Login = "login";

    /// <summary>A login failed.</summary>
    public const string LoginFailed = "login-failed";

    /// <summary>A person logged out.</summary>
    public const string Logout = "logout";

    /// <summary>The content of a message or dead letter was opened.</summary>
    public const string ContentOpened = "content-opened";

    /// <summary>A message was sent again as it was.</summary>
    public const string Replay = "replay";

    /// <summary>A message was changed and sent again.</summary>
    public const string Edit = "edit";

    /// <summary>A message that blocked its stream was given up.</summary>
    public const string Skip = "skip";

    /// <summary>A blocked stream was tried again.</summary>
    public const string Retry = "retry";

    /// <summary>A channel was started or stopped.</summary>
    public const string ChannelChanged = "channel-changed";

    /// <summary>The configuration is not the one of the last start.</summary>
    public const string Configuration = "configuration";

    /// <summary>A client was registered, changed or revoked.</summary>
    public const string ClientChanged = "client-changed";

    /// <summary>An account was made, changed, locked or removed.</summary>
    public const string AccountChanged = "account-changed";

    /// <summary>Roles of a person changed.</summary>
    public const string RoleChanged = "role-changed";

    /// <summary>A consent was given, changed or withdrawn.</summary>
    public const string ConsentChanged = "consent-changed";

    /// <summary>Glass was broken.</summary>
    public const string BreakGlass = "break-glass";

    /// <summary>A broken-glass grant was ended early.</summary>
    public const string BreakGlassEnded = "break-glass-ended";

    /// <summary>Broken glass was reviewed.</summary>
    public const string BreakGlassReviewed = "break-glass-reviewed";

    /// <summary>The audit trail was searched, read or verified.</summary>
    public const string AuditRead = "audit-read";

    /// <summary>Part of the audit trail was exported to a file.</summary>
    public const string AuditExported = "audit-exported";

    /// <summary>Days of the audit trail went at the end of their retention.</summary>
    public const string AuditPurged = AuditPurge.Event;

    /// <summary>A process of the exchange started.</summary>
    public const string NodeStarted = "node-started";

    /// <summary>A process of the exchange ended in good order.</summary>
    public const string NodeStopped = "node-stopped";

    /// <summary>Numbers of entries whose transaction was not committed.</summary>
    public const string Void = "audit-void";

    /// <summary>An entry that says who; add the rest with <c>with</c>.</summary>
    /// <param name="what">One of the names above.</param>
    /// <param name="caller">Who; null: nobody known.</param>
    /// <param name="clock">Says when.</param>
    public static AuditEntry Of(string what, Caller? caller, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return new()
        {
            At = clock.GetUtcNow(),
            Event = what,
            Action = 'E',
            Status = 200,
            Member = caller?.Member ?? "",
            Client = caller?.Name ?? "",
            Person = caller?.Person,
            Roles = caller is { Roles.Count: > 0 } ? [.. caller.Roles.Select(r => r.ToString())] : [],
            Purpose = caller?.Purpose,
        };
    }

    /// <summary>An entry of the hub itself.</summary>
    internal static AuditEntry OfNode(string what, TimeProvider clock) =>
        Of(what, null, clock) with { Client = "hub" };

    /// <summary>How an interaction acts: C R U D E.</summary>
    internal static char ActionOf(string interaction) => interaction switch
    {
        "create" => 'C',
        "update" or "patch" or "operation-meta-add" or "operation-meta-delete" => 'U',
        "delete" or "operation-expunge" => 'D',
        "read" or "vread" or "history-instance" or "history-type" or "history-system" or "capabilities" => 'R',
        _ => 'E',
    };
}
