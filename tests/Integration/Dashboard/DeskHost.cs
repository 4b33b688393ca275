using System.Net;
using IntegrationHub.Dashboard;
using IntegrationHub.Exchange;
using IntegrationHub.Integration.Exchange;
using IntegrationHub.Store;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Integration.Dashboard;

/// <summary>The desk on a real Kestrel at a free port, over gateways in memory and a database file of its own.</summary>
internal sealed class DeskHost : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hub-desk-");
    private readonly WebApplication app;

    private DeskHost(OpsOptions options, ILaneProbe? probe, TimeProvider clock)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<IDeskTrail>(Trail);
        builder.Logging.AddProvider(Log);
        builder.Services.AddExchangeDesk(new ExchangeOptions
        {
            Members = DeskScene.Members,
            SqliteFile = Path.Combine(folder.FullName, "exchange.db"),
        });
        builder.Services.AddMassTransit(x => x.UsingInMemory());
        builder.Services.Replace(ServiceDescriptor.Singleton<IGatewayDesk>(Gateways));
        if (probe is not null)
            builder.Services.AddSingleton(probe);
        builder.Services.AddOpsDesk(options);
        app = builder.Build();
        app.MapOps();
    }

    public FakeGatewayDesk Gateways { get; } = DeskScene.Fill(new FakeGatewayDesk(), TimeProvider.System.GetUtcNow());

    public LogList Log { get; } = new();

    public PeopleRig.ActList Trail { get; } = new();

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public IServiceProvider Services => app.Services;

    /// <summary>A client without cookies that does not follow redirects.</summary>
    public HttpClient Client { get; private set; } = null!;

    /// <param name="options">Access and limits; the usual ones when null.</param>
    /// <param name="probe">Asks the broker; null: there is none.</param>
    /// <param name="hasExchange">False leaves the exchange's database empty of tables: it cannot be read.</param>
    /// <param name="clock">The time; the machine's when null.</param>
    public static async Task<DeskHost> StartAsync(
        OpsOptions? options = null, ILaneProbe? probe = null, bool hasExchange = true,
        TimeProvider? clock = null)
    {
        var host = new DeskHost(options ?? new OpsOptions(), probe, clock ?? TimeProvider.System);
        if (hasExchange)
        {
            var db = host.app.Services.GetRequiredService<HubDb>();
            await db.MigrateAsync(CancellationToken.None);
            await ExchangeScene.SeedAsync(db, TimeProvider.System.GetUtcNow(), CancellationToken.None);
        }
        await host.app.StartAsync();
        host.Address = new(host.app.Services.GetRequiredService<IServer>().Features
            .Get<IServerAddressesFeature>()!.Addresses.First());
        host.Client = host.NewClient(new CookieContainer());
        return host;
    }

    public HttpClient NewClient(CookieContainer cookies) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        CookieContainer = cookies,
        UseProxy = false,
    })
    { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
