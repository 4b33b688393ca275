using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Shared.Processes;
using IntegrationHub.Shared.Servers;
using Xunit;

namespace IntegrationHub.EndToEnd;

/// <summary>
/// A township that refers and a county hospital that receives, each with a system that sends and one that is told, and the
/// built executable between them.
/// </summary>
public abstract class Consortium : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly string folder = Directory.CreateTempSubdirectory("hub-endtoend-").FullName;
    private readonly List<HubProcess> hubs = [];
    private HttpClient? client;

    static Consortium() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The county hospital's sending system: GB18030.</summary>
    public SimulatedHis County { get; private set; } = null!;

    /// <summary>The township's sending system: UTF-8.</summary>
    public SimulatedHis Township { get; private set; } = null!;

    /// <summary>What the county hospital is told.</summary>
    public SimulatedReceiver AtCounty { get; } = new();

    /// <summary>What the township is told.</summary>
    public SimulatedReceiver AtTownship { get; } = new();

    /// <summary>The FHIR API with a token of the county hospital; resources as JSON.</summary>
    public async Task<IReadOnlyList<JsonElement>> SearchAsync(string query, CancellationToken ct)
    {
        using var page = JsonDocument.Parse(await client!.GetStringAsync(new Uri("/fhir/" + query, UriKind.Relative), ct));
        return page.RootElement.TryGetProperty("entry", out var entries)
            ? [.. entries.EnumerateArray().Select(e => e.GetProperty("resource").Clone())]
            : [];
    }

    /// <summary>Asks until something is found: storing comes after the acknowledgement.</summary>
    public async Task<JsonElement> FindAsync(string query, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        while (!patience.IsCancellationRequested)
        {
            if (await SearchAsync(query, ct) is [var found, ..])
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }

        throw new TimeoutException($"GET {query} found nothing within {Patience}. Ledger: {await LedgerAsync(ct)}");
    }

    /// <summary>Waits until a hospital was told something that fits.</summary>
    public async Task<string> ToldAsync(SimulatedReceiver receiver, Func<string, bool> fits, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        while (!patience.IsCancellationRequested)
        {
            if (receiver.Received.FirstOrDefault(fits) is { } message)
                return message;
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        }

        var events = string.Join(", ", receiver.Received.Select(m => m.Split('\r')[0]));
        throw new TimeoutException($"Not told within {Patience}; told were: {events}. Ledger: {await LedgerAsync(ct)}");
    }

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var ct = CancellationToken.None;
        var (read, send, secrets) = await StartAsync(ct);
        County = new(send.CountyPort, Encoding.GetEncoding("GB18030"));
        Township = new(send.TownshipPort);
        client = new() { BaseAddress = read.Http };
        await using var issue = new HubProcess(["token", "--member", "county", "--config", read.Path], null, secrets);
        await issue.StartAsync(ct);
        Assert.True(await issue.WaitForExitAsync(ct) == 0, issue.Output);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", issue.Output.Trim());
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var hub in hubs)
            await hub.DisposeAsync();
        await County.DisposeAsync();
        await Township.DisposeAsync();
        await AtCounty.DisposeAsync();
        await AtTownship.DisposeAsync();
        client?.Dispose();
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts the processes of this form of the hub.</summary>
    /// <returns>The folder to read through, the folder to send to, and the secrets of both.</returns>
    protected abstract Task<(HubFolder Read, HubFolder Send, Dictionary<string, string> Secrets)> StartAsync(CancellationToken ct);

    private Task<string> LedgerAsync(CancellationToken ct) =>
        client!.GetStringAsync(new Uri("/ops/api/ledger?limit=20", UriKind.Relative), ct);

    /// <summary>Writes a configuration folder whose outbound channels lead to the simulated receivers.</summary>
    protected HubFolder Folder(string name, bool postgres, Uri? rabbitMq) => HubFolder.Write(
        Path.Combine(folder, name), HubPorts.Free(), postgres, rabbitMq, AtCounty.Port, AtTownship.Port);

    /// <summary>Starts one process and waits until it is ready.</summary>
    protected async Task RunAsync(HubFolder at, string roles, Dictionary<string, string> secrets, CancellationToken ct)
    {
        var hub = new HubProcess(["run", "--config", at.Path, "--roles", roles], new(at.Http, "/health/ready"), secrets);
        hubs.Add(hub);
        await hub.StartAsync(ct);
    }
}

/// <summary>Everything in one process: SQLite and the in-memory bus.</summary>
public sealed class EmbeddedConsortium : Consortium
{
    /// <inheritdoc />
    protected override async Task<(HubFolder Read, HubFolder Send, Dictionary<string, string> Secrets)> StartAsync(CancellationToken ct)
    {
        var one = Folder("one", postgres: false, rabbitMq: null);
        await RunAsync(one, "gateway,exchange,dashboard", [], ct);
        return (one, one, []);
    }
}

/// <summary>Gateway and exchange as two processes on RabbitMQ and PostgreSQL.</summary>
public sealed class DistributedConsortium : Consortium
{
    /// <inheritdoc />
    protected override async Task<(HubFolder Read, HubFolder Send, Dictionary<string, string> Secrets)> StartAsync(CancellationToken ct)
    {
        var postgres = await PostgresServer.SharedAsync();
        var broker = await (await RabbitMqServer.SharedAsync()).CreateVhostAsync(ct);
        var secrets = new Dictionary<string, string>
        {
            ["HUB_PG"] = await postgres.CreateDatabaseAsync(ct),
            ["HUB_AMQP_PASSWORD"] = Uri.UnescapeDataString(broker.UserInfo.Split(':')[1]),
        };
        var (centre, edge) = (Folder("centre", true, broker), Folder("edge", true, broker));
        await RunAsync(centre, "exchange,dashboard", secrets, ct);
        await RunAsync(edge, "gateway", secrets, ct);
        return (centre, edge, secrets);
    }
}
