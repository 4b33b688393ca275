namespace IntegrationHub.Hub.Roles;

/// <summary>What a process does; several roles may share one process.</summary>
[Flags]
internal enum Role
{
    None = 0,

    /// <summary>Channels, journal, conversion and delivery.</summary>
    Gateway = 1,

    /// <summary>FHIR store and API.</summary>
    Exchange = 2,

    /// <summary>The operations desk.</summary>
    Dashboard = 4,

    All = Gateway | Exchange | Dashboard,
}
