using System.Text;
using System.Text.Json;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Shared.Processes;
using Xunit;

namespace IntegrationHub.Faults;

/// <summary>One hub that ends at one failpoint and is started again, between a county that reports and a township that referred.</summary>
internal sealed class FailpointVisit(string place, string failpoint) : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("hub-failpoint-").FullName;
    private readonly SimulatedReceiver atCounty = new();
    private readonly SimulatedReceiver atTownship = new();

    public async Task RunAsync(int messages, CancellationToken ct)
    {
        var at = HubFolder.Write(folder, HubPorts.Free(), postgres: false, rabbitMq: null, atCounty.Port, atTownship.Port);
        await using var hub = new HubProcess(["run", "--config", at.Path], new(at.Http, "/health/ready"),
            new Dictionary<string, string> { ["HUB_FAILPOINT"] = failpoint }, failpoints: true);
        bool Reached() => hub.Output.Contains($"failpoint {place} reached", StringComparison.Ordinal);
        try
        {
            await hub.StartAsync(ct);
        }
        catch (InvalidOperationException) when (Reached())
        {
            // on a slow machine a start commits often enough to meet the place before it is ready
        }

        var sending = SendAsync(at, messages, ct);
        while (!Reached())
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        await hub.KillAsync();
        hub.SetEnvironment("HUB_FAILPOINT", null);
        await hub.StartAsync(ct);

        Assert.Equal(messages + 2, await sending);
        using var reader = await HubReader.OpenAsync(at, new Dictionary<string, string>(), ct);
        Assert.Equal(messages + 2, (await reader.DrainedAsync(ct))["stored"]);
        var reports = (await reader.AllAsync("DiagnosticReport?_count=200", ct)).Select(Filler).ToList();
        Assert.Equal(messages, reports.Count);
        Assert.Equal(messages, reports.Distinct().Count());
        await EachToldInOrderAsync(messages, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await atCounty.DisposeAsync();
        await atTownship.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // Once the township's referral is stored and the patient has arrived, the township must be told of results.
    private static async Task<int> SendAsync(HubFolder at, int messages, CancellationToken ct)
    {
        var id = SampleMessages.IdNumber(7);
        var patience = TimeSpan.FromSeconds(5);
        await using var township = new SimulatedHis(at.TownshipPort) { AckTimeout = patience };
        await using var county = new SimulatedHis(
            at.CountyPort, CodePagesEncodingProvider.Instance.GetEncoding("GB18030"))
        { AckTimeout = patience };
        var acknowledged = Accepted(await township.SendUntilAnsweredAsync(
            SampleMessages.Ref("I12", HubFolder.Township, HubFolder.County, "REF-7", "T7", "李^七", "RF-7", id), ct));
        await StoredAsync(at, ct);
        acknowledged += Accepted(await county.SendUntilAnsweredAsync(
            SampleMessages.Adt("A04", HubFolder.County, "ADT-7", "C7", "李^七", id), ct));
        for (var n = 1; n <= messages; n++)
            acknowledged += Accepted(await county.SendUntilAnsweredAsync(
                SampleMessages.OruR01(1, HubFolder.County, $"ORU-{n:D2}", "C7", "李^七", id, order: $"R{n:D2}",
                    time: $"202603020910{n:D2}+0800"), ct));
        return acknowledged;
    }

    private static async Task StoredAsync(HubFolder at, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = at.Http, Timeout = TimeSpan.FromSeconds(5) };
        while (true)
        {
            try
            {
                var ledger = await http.GetStringAsync(new Uri("/ops/api/ledger?state=stored", UriKind.Relative), ct);
                if (ledger.Contains("REF-7", StringComparison.Ordinal))
                    return;
            }
            catch (Exception down) when (down is HttpRequestException or TaskCanceledException)
            {
                ct.ThrowIfCancellationRequested(); // killed, frozen or starting: the test goes on when it is back
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
        }
    }

    private static int Accepted(string ack) => ack.Contains("\rMSA|AA|", StringComparison.Ordinal) ? 1 : 0;

    private static string Filler(JsonElement report) => report.GetProperty("identifier")[0].GetProperty("value").GetString()!;

    // At least once on the wire: what counts is that each number's first arrival follows the first of the one before.
    private async Task EachToldInOrderAsync(int messages, CancellationToken ct)
    {
        List<string> Told() => [.. atTownship.Received.Where(m => m.Contains("|ORU^R01", StringComparison.Ordinal))
            .Select(m => m[m.IndexOf("|FR", StringComparison.Ordinal)..].Split('|', '^')[1]).Distinct()];
        while (Told().Count < messages)
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        Assert.Equal(Enumerable.Range(1, messages).Select(n => $"FR{n:D2}"), Told());
    }
}
