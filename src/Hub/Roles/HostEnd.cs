namespace IntegrationHub.Hub.Roles;

/// <summary>Why the host ends: nobody reads logs for the reason a program stopped.</summary>
internal sealed class HostEnd(IHostApplicationLifetime lifetime)
{
    /// <summary>Exit code of the process.</summary>
    public int Code { get; private set; }

    /// <summary>Said on standard error; null after an ordinary stop.</summary>
    public string? Reason { get; private set; }

    /// <summary>Stops the host; the first reason counts.</summary>
    public void Stop(int code, string reason)
    {
        if (Reason is null)
            (Code, Reason) = (code, reason);
        lifetime.StopApplication();
    }
}
