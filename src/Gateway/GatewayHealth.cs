using IntegrationHub.Store.Journal;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Gateway;

/// <summary>
/// Ready only while messages can be taken: the journal is open and the disk has its reserve. A broker that is away
/// makes no difference here, the journal bridges it.
/// </summary>
internal sealed class GatewayHealth(GatewayJournal journal, DiskReserve disk) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
            !journal.IsOpen ? HealthCheckResult.Unhealthy("The journal is not open.")
            : disk.IsLow ? HealthCheckResult.Unhealthy("The disk is below its reserve: new messages are refused.")
            : HealthCheckResult.Healthy());
}
