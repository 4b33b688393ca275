using IntegrationHub.Hub.Configuration;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace IntegrationHub.Hub.Roles;

/// <summary>Compact JSON, one event per line; ids and names, never patient data.</summary>
internal static class HubLogging
{
    private const int KeptDays = 14;
    private const long MostFileBytes = 100L * 1024 * 1024;

    /// <param name="services">Where to add it.</param>
    /// <param name="settings">Level and folder.</param>
    /// <param name="quiet">True: the console is for a person, only warnings and worse go there.</param>
    public static void AddHubLogging(this IServiceCollection services, HubSettings settings, bool quiet)
    {
        var level = Enum.Parse<LogEventLevel>(settings.LogLevel);
        services.AddSerilog((_, log) =>
        {
            log.MinimumLevel.Is(level)
                .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
                .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Warning)
                .MinimumLevel.Override("MassTransit", LogEventLevel.Error) // 5102 tells of its retries
                .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
                .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
                .Enrich.FromLogContext()
                .WriteTo.Console(new CompactJsonFormatter(), quiet ? LogEventLevel.Error : LevelAlias.Minimum);
            if (settings.LogDirectory is { } folder)
                log.WriteTo.File(new CompactJsonFormatter(), Path.Combine(folder, "hub-.json"),
                    fileSizeLimitBytes: MostFileBytes, rollOnFileSizeLimit: true, rollingInterval: RollingInterval.Day,
                    retainedFileCountLimit: KeptDays);
        });
    }
}
