using System.CommandLine;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Roles;
using IntegrationHub.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Hub.Demo;

/// <summary>What the demo adds to the roles: simulated hospitals, the start page, tokens and demo.json.</summary>
internal sealed class DemoExtra(HubConfiguration configuration, bool sends) : IRoleExtra
{
    private static readonly TimeSpan ReadyPoll = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan ReadyPatience = TimeSpan.FromSeconds(15);

    private DemoFile? file;

    public void Add(IServiceCollection services)
    {
        services.AddSingleton(configuration);
        services.AddSingleton(s => ActivatorUtilities.CreateInstance<DemoHospitals>(s, sends));
        services.AddHostedService(s => s.GetRequiredService<DemoHospitals>());
    }

    public void Map(IEndpointRouteBuilder routes) => StartPage.Map(routes, configuration, () => file);

    public async Task ReadyAsync(WebApplication app, InvocationConfiguration io, CancellationToken ct)
    {
        await UntilReadyAsync(app.Services.GetRequiredService<HealthCheckService>(), ct);
        var tokens = await DemoClients.TokensAsync(
            configuration.Settings.DataDirectory,
            configuration.Members.All.Select(m => m.Id),
            app.Services.GetRequiredService<Exchange.ClientTokens>(),
            app.Services.GetRequiredService<HubDb>(),
            ct);
        file = DemoFile.Of(configuration, tokens);
        file.Write(configuration.Folder);
        app.Services.GetRequiredService<DemoHospitals>().Open();
        DemoWelcome.Say(io.Output, configuration, file, sends);
    }

    // What is not ready soon after the start never will be: most likely another demo holds the ports.
    private static async Task UntilReadyAsync(HealthCheckService health, CancellationToken ct)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var report = await health.CheckHealthAsync(c => c.Tags.Contains(HealthPages.Ready), ct);
            if (report.Status != HealthStatus.Unhealthy)
                return;
            if (TimeProvider.System.GetElapsedTime(since) > ReadyPatience)
                throw new IOException(string.Join(Environment.NewLine,
                    [
                        .. report.Entries.Values.Where(e => e.Status == HealthStatus.Unhealthy)
                            .Select(e => e.Description),
                        "Does another demo run? --data, --http-port and --mllp-port give this one its own place.",
                    ]));
            await Task.Delay(ReadyPoll, ct);
        }
    }
}
