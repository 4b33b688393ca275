using IntegrationHub.Shared.Processes;
using IntegrationHub.Shared.Servers;
using Npgsql;

namespace IntegrationHub.Faults;

/// <summary>One gateway and two exchanges as separate processes on a real RabbitMQ and a real PostgreSQL of their own.</summary>
internal sealed class FaultRig : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-faults-").FullName;

    public required PostgresServer Postgres { get; init; }

    public required RabbitMqServer Broker { get; init; }

    public HubFolder GatewayFolder { get; private set; } = null!;

    public HubProcess Gateway { get; private set; } = null!;

    public IReadOnlyList<HubProcess> Exchanges { get; private set; } = [];

    /// <summary>Reads through the first exchange.</summary>
    public HubReader Reader { get; private set; } = null!;

    public static async Task<FaultRig> StartAsync(CancellationToken ct)
    {
        var rig = new FaultRig
        {
            Postgres = await PostgresServer.StartLocalAsync(ct),
            Broker = await RabbitMqServer.StartLocalAsync(ct),
        };
        try
        {
            await rig.StartHubsAsync(ct);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts whatever the test has killed.</summary>
    public async Task HealAsync(CancellationToken ct)
    {
        if (!Broker.Process!.IsRunning)
            Broker.Process.Start();
        await Broker.WaitAsync(ct);
        foreach (var hub in Exchanges.Append(Gateway).Where(h => !h.IsRunning))
            await hub.StartAsync(ct);
        foreach (var hub in Exchanges.Append(Gateway))
            await hub.WaitUntilReadyAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        Reader?.Dispose();
        foreach (var hub in Exchanges.Append(Gateway).Where(h => h is not null))
            await hub.DisposeAsync();
        await Broker.DisposeAsync();
        await Postgres.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task StartHubsAsync(CancellationToken ct)
    {
        var database = await Postgres.CreateDatabaseAsync(ct);
        var secrets = new Dictionary<string, string>
        {
            ["HUB_AMQP_PASSWORD"] = "guest",
            ["HUB_PG"] = new NpgsqlConnectionStringBuilder(database) { IncludeErrorDetail = false }.ConnectionString,
        };
        HubFolder Folder(string name) =>
            HubFolder.Write(Path.Combine(folder, name), HubPorts.Free(), postgres: true, Broker.Uri);
        static HubProcess Hub(HubFolder at, string roles, Dictionary<string, string> secrets) =>
            new(["run", "--config", at.Path, "--roles", roles], new(at.Http, "/health/ready"), secrets);

        var first = Folder("exchange-1");
        Exchanges = [Hub(first, "exchange,dashboard", secrets), Hub(Folder("exchange-2"), "exchange", secrets)];
        foreach (var exchange in Exchanges)
            await exchange.StartAsync(ct);
        GatewayFolder = Folder("gateway");
        Gateway = Hub(GatewayFolder, "gateway", secrets);
        await Gateway.StartAsync(ct);
        Reader = await HubReader.OpenAsync(first, secrets, ct);
    }
}
