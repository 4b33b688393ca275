using IntegrationHub.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IntegrationHub.Exchange;

/// <summary>Composition of the audit trail.</summary>
internal static class AuditSetup
{
    /// <summary>What every process has that may look at anything: the trail itself.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services)
    {
        services.TryAddSingleton<AuditTrail>();
        services.TryAddSingleton<IAuditTrail>(s => s.GetRequiredService<AuditTrail>());
        services.TryAddSingleton<AuditWalker>();
        services.TryAddSingleton(s => new AuditTools(
            s.GetRequiredService<HubDb>(), s.GetRequiredService<IAuditTrail>(), s.GetRequiredService<AuditWalker>(),
            s.GetRequiredService<TimeProvider>()));
        return services;
    }
}
