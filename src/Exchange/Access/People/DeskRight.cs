namespace IntegrationHub.Exchange;

/// <summary>What a person may do at the desk. Every route of the desk names exactly one.</summary>
public enum DeskRight
{
    /// <summary>The own account: password, second factor, logout. Everybody who is logged in.</summary>
    Self,

    /// <summary>Queues, channels, ledger, traces and dead letters: ids and states, masked.</summary>
    Watch,

    /// <summary>Open the content of a message, with a reason; told to the audit trail.</summary>
    ViewContent,

    /// <summary>Take lists away as a file.</summary>
    Export,

    /// <summary>Run dead letters again as they are.</summary>
    Resend,

    /// <summary>Correct a dead letter and run it again.</summary>
    EditAndResend,

    /// <summary>Try a blocked stream again, or skip what blocks it.</summary>
    ReleaseStream,

    /// <summary>Start and stop channels.</summary>
    RunChannel,

    /// <summary>Register systems, rotate their keys, revoke them.</summary>
    ManageClients,

    /// <summary>Accounts, roles and extra rights.</summary>
    ManageUsers,

    /// <summary>Read the audit trail: who looked at a record.</summary>
    ReadAudit,

    /// <summary>Judge emergency access after the fact.</summary>
    ReviewGlass,

    /// <summary>Change settings of the hub.</summary>
    ChangeSettings,

    /// <summary>Make a token for the FHIR API that speaks for oneself.</summary>
    MakeToken,
}
