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
        var health = app.Services.GetRequiredService<HealthCheckService>();
        while ((await health.CheckHealthAsync(c => c.Tags.Contains(HealthPages.Ready), ct)).Status == HealthStatus.Unhealthy)
            await Task.Delay(ReadyPoll, ct);
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
}
