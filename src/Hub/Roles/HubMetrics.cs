using OpenTelemetry.Metrics;

namespace IntegrationHub.Hub.Roles;

/// <summary>/metrics in the Prometheus format.</summary>
internal static class HubMetrics
{
    public static void AddHubMetrics(this IServiceCollection services) =>
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("IntegrationHub", "IntegrationHub.*", "MassTransit")
            .AddMeter("Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddPrometheusExporter());
}
