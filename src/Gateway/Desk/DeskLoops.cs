namespace IntegrationHub.Gateway.Desk;

/// <summary>Status reports, ports that are tried again, and the purge.</summary>
internal sealed class DeskLoops(StatusReport status, ChannelDesk channels, PurgeJob purge)
{
    public Task RunAsync(CancellationToken ct) =>
        Task.WhenAll(status.RunAsync(ct), channels.RunAsync(ct), purge.RunAsync(ct));
}
