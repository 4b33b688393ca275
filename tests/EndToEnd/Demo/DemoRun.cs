using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Shared.Processes;

namespace IntegrationHub.EndToEnd.Demo;

/// <summary>The built executable as <c>hub demo</c> on a folder of its own, driven by demo.json as a script
/// would.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private const int Ports = 30; // five channels, and the simulated receivers 20 above them
    private readonly HubProcess process;
    private readonly int httpPort;

    public DemoRun(params string[] options)
    {
        httpPort = FreeRange(1 + Ports);
        var mllp = httpPort + 1;
        process = new(
            [
                "demo", "--data", Folder, "--http-port", Text(httpPort), "--mllp-port", Text(mllp), .. options,
            ]);
        MllpPort = mllp;
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("hub-demo-").FullName;

    public int MllpPort { get; }

    public Uri Web => new($"http://127.0.0.1:{httpPort}/");

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    private string DemoFile => Path.Combine(Folder, "demo.json");

    public async Task<JsonElement> StartAsync(CancellationToken ct)
    {
        await process.StartAsync(ct);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (await ReadyAsync(deadline.Token) is false)
        {
            if (!process.IsRunning)
                throw new InvalidOperationException("The demo ended: " + process.Output);
            await Task.Delay(100, deadline.Token);
        }
        return JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(DemoFile, ct));
    }

    public Task KillAsync() => process.KillAsync();

    public Task<int> StopAsync(CancellationToken ct) => process.StopAsync(ct);

    public static SimulatedHis Connect(JsonElement channel)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return new(channel.GetProperty("port").GetInt32(),
            Encoding.GetEncoding(channel.GetProperty("charset").GetString()!));
    }

    /// <summary>Searches as the client of one tier until something is found.</summary>
    public async Task<JsonElement> FindAsync(JsonElement demo, string tier, string query, CancellationToken ct)
    {
        var token = demo.GetProperty("clients").EnumerateArray()
            .First(c => c.GetProperty("tier").GetString() == tier).GetProperty("token").GetString();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var ask = new HttpRequestMessage(HttpMethod.Get, $"{demo.GetProperty("fhir").GetString()}/{query}");
            ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await Http.SendAsync(ask, deadline.Token);
            var body = await answer.Content.ReadAsStringAsync(deadline.Token);
            if (answer.StatusCode != HttpStatusCode.OK)
                throw new InvalidOperationException($"{(int)answer.StatusCode}: {body}");
            var bundle = JsonSerializer.Deserialize<JsonElement>(body);
            if (bundle.TryGetProperty("entry", out var entries) && entries.GetArrayLength() > 0)
                return bundle;
            await Task.Delay(100, deadline.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Http.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task<bool> ReadyAsync(CancellationToken ct)
    {
        if (!File.Exists(DemoFile))
            return false;
        try
        {
            using var answer = await Http.GetAsync(new Uri(Web, "health/ready"), ct);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // demo.json of the run that was killed; the new one is not up yet
        }
    }

    /// <summary>The first of some consecutive ports nobody uses now.</summary>
    private static int FreeRange(int count)
    {
        while (true)
        {
            var first = Random.Shared.Next(20_000, 32_000);
            if (Enumerable.Range(first, count).All(IsFree))
                return first;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
