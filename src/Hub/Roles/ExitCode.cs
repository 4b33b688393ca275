namespace IntegrationHub.Hub.Roles;

/// <summary>Exit codes of every verb.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The input or the configuration is at fault; standard error says how.</summary>
    public const int Fault = 1;

    /// <summary>Wrong usage of the command line.</summary>
    public const int Usage = 2;

    /// <summary>A service that is needed cannot be reached.</summary>
    public const int Unreachable = 3;
}
