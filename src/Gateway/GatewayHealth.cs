using IntegrationHub.Gateway.Mllp;
using IntegrationHub.Store.Journal;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Gateway;

/// <summary>
/// Ready only while messages can be taken: the journal is open, the disk has its reserve, and every port listens that no
/// operator stopped. A broker that is away
/// makes no difference here, the journal bridges it.
/// </summary>
internal sealed class GatewayHealth(GatewayJournal journal, DiskReserve disk, MllpPorts ports) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            !journal.IsOpen ? HealthCheckResult.Unhealthy("The journal is not open.")
            : disk.IsLow ? HealthCheckResult.Unhealthy("The disk is below its reserve: new messages are refused.")
            : ports.All.FirstOrDefault(p => p.Problem is not null) is { } deaf
                ? HealthCheckResult.Unhealthy($"Channel {deaf.Channel.Name} does not listen: {deaf.Problem}")
            : HealthCheckResult.Healthy());
}
