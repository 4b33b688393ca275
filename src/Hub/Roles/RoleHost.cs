using System.CommandLine;
using IntegrationHub.Dashboard;
using IntegrationHub.Exchange;
using IntegrationHub.Hub.Bus;
using IntegrationHub.Hub.Configuration;
using IntegrationHub.Hub.Transport;
using IntegrationHub.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace IntegrationHub.Hub.Roles;

/// <summary>Runs roles in one process until it is told to stop.</summary>
internal static class RoleHost
{
    private static readonly TimeSpan ShutdownPatience = TimeSpan.FromSeconds(30);

    /// <param name="configuration">Read and without findings.</param>
    /// <param name="roles">What to run.</param>
    /// <param name="io">Where reasons are said.</param>
    /// <param name="extra">What the demo adds; null otherwise.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>Exit code.</returns>
    public static async Task<int> RunAsync(
        HubConfiguration configuration, Role roles, InvocationConfiguration io, IRoleExtra? extra = null,
        CancellationToken ct = default)
    {
        Directory.CreateDirectory(configuration.Settings.DataDirectory);
        await using var app = Build(configuration, roles, extra);
        try
        {
            if (app.Services.GetService<HubDb>() is { } db)
            {
                var (code, reasons) = await StartChecks.DatabaseAsync(db, TimeProvider.System, ct);
                if (code != ExitCode.Done)
                    return Fail(io, code, reasons);
            }
            await app.StartAsync(ct);
            if (extra is not null)
                await extra.ReadyAsync(app, io, ct);
            await app.WaitForShutdownAsync(ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Stopped while starting.
        }
        catch (Exception e) when (e is IOException)
        {
            await app.StopAsync(CancellationToken.None); // what has started ends in good order
            return Fail(io, ExitCode.Fault, [e.Message]);
        }
        var end = app.Services.GetRequiredService<HostEnd>();
        return end.Reason is { } reason ? Fail(io, end.Code, [reason]) : ExitCode.Done;
    }

    private static WebApplication Build(HubConfiguration configuration, Role roles, IRoleExtra? extra)
    {
        // No appsettings.json, no environment prefixes: the configuration folder is the only source.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(RoleHost).Assembly.GetName().Name,
        });
        builder.WebHost.UseKestrelCore().UseUrls([.. configuration.Settings.Urls]);
        builder.WebHost.ConfigureKestrel(HttpLimits.Default.Apply);
        builder.AddHttpTls(configuration.Settings.Tls);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = ShutdownPatience);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<HostEnd>();
        builder.Services.AddHubLogging(configuration.Settings, quiet: extra is not null);
        builder.Services.AddHubMetrics();
        builder.Services.AddTransportWatch(configuration);
        builder.Services.AddRoles(configuration, roles); // the gateway's journal opens before the bus brings receipts
        builder.Services.AddHubBus(configuration, roles);
        AddChecks(builder.Services.AddHealthChecks(), roles);
        extra?.Add(builder.Services);
        var app = builder.Build();
        Map(app, roles, extra);
        return app;
    }

    private static void AddChecks(IHealthChecksBuilder checks, Role roles)
    {
        if (roles.HasFlag(Role.Exchange))
            checks.AddCheck<DatabaseCheck>("database", HealthStatus.Unhealthy, [HealthPages.Ready]);
    }

    private static void Map(WebApplication app, Role roles, IRoleExtra? extra)
    {
        app.UseStrictTransport();
        app.UseRouting();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics");
        if (roles.HasFlag(Role.Exchange))
            app.MapFhir();
        if (roles.HasFlag(Role.Dashboard))
            app.MapOps();
        if (extra is not null)
            extra.Map(app);
        else if (roles.HasFlag(Role.Dashboard))
            app.MapGet("/", () => Results.Redirect("/ops"));
    }

    private static int Fail(InvocationConfiguration io, int code, IEnumerable<string> reasons)
    {
        foreach (var reason in reasons)
            io.Error.WriteLine(reason);
        return code;
    }
}
