using IntegrationHub.Dashboard;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Sealing;

namespace IntegrationHub.Hub.Transport;

/// <summary>What keeps an eye on transport and sealing beside the roles.</summary>
internal static class TransportWatch
{
    public static void AddTransportWatch(this IServiceCollection services, HubConfiguration configuration)
    {
        services.AddSingleton(configuration);
        services.AddSingleton<CertificateWatch>();
        services.AddSingleton<ICertificateProbe>(p => p.GetRequiredService<CertificateWatch>());
        services.AddHostedService(p => p.GetRequiredService<CertificateWatch>());
        services.AddHostedService<ConfigurationWarnings>();
        services.AddHostedService<ResealJob>();
    }
}

/// <summary>Says at start what works and should not stay so.</summary>
internal sealed partial class ConfigurationWarnings(HubConfiguration configuration, ILogger<ConfigurationWarnings> log)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in configuration.Warnings)
            LogWarning(log, warning.ToString());
        if (configuration.Settings is { Demo: false, Keys.Sealer.ActiveKey: null })
            LogUnsealed(log);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 5601, Level = LogLevel.Warning, Message = "Configuration: {Warning}")]
    private static partial void LogWarning(ILogger logger, string warning);

    [LoggerMessage(EventId = 5602, Level = LogLevel.Warning,
        Message = "Message content is written unsealed: hub.yaml has no section keys")]
    private static partial void LogUnsealed(ILogger logger);
}
