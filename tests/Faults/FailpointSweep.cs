using System.Text;
using System.Text.Json;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Shared.Processes;
using Xunit;

namespace IntegrationHub.Faults;

/// <summary>
/// Every named place between two steps, one at a time: the process dies or freezes exactly there, is started again, and
/// every acknowledged message is stored once and delivered to the other hospital. Embedded form, built with failpoints.
/// </summary>
public sealed class FailpointSweep : IAsyncDisposable
{
    private const int Messages = 12;

    private readonly string folder = Directory.CreateTempSubdirectory("hub-failpoint-").FullName;
    private readonly SimulatedReceiver atCounty = new();
    private readonly SimulatedReceiver atTownship = new();

    /// <summary>Names in the order a message meets them; docs/operations.md lists them.</summary>
    public static TheoryData<string, int, string> Places
    {
        get
        {
            string[] names =
            [
                "intake.before-journal", "journal.intake.before-commit", "journal.intake.after-commit",
                "intake.after-journal", "ack.before", "ack.after", "convert.after", "relay.before-publish",
                "relay.before-send", "relay.after-send", "relay.after-confirm", "relay.before-mark", "relay.after-mark",
                "exchange.before-apply", "exchange.after-apply", "exchange.before-commit", "exchange.after-commit",
                "exchange.before-receipt", "exchange.after-receipt", "receipt.before-mark", "receipt.after-mark",
                "exchange.before-notify", "delivery.accepted", "delivery.before-send", "delivery.after-ack",
                "delivery.after-mark", "delivery.before-receipt", "delivery.after-receipt",
            ];
            var places = new TheoryData<string, int, string>();
            foreach (var name in names)
                places.Add(name, 1 + (name.Length % 3), name.Length % 4 == 0 ? "hang" : "crash");
            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task A_process_that_ends_at_a_failpoint_loses_and_doubles_nothing(string place, int nth, string how)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        var ct = limit.Token;
        var at = HubFolder.Write(folder, HubPorts.Free(), postgres: false, rabbitMq: null, atCounty.Port, atTownship.Port);
        await using var hub = new HubProcess(["run", "--config", at.Path], new(at.Http, "/health/ready"),
            new Dictionary<string, string> { ["HUB_FAILPOINT"] = $"{place}:{nth}:{how}" }, failpoints: true);
        await hub.StartAsync(ct);

        var sending = SendAsync(at, ct);
        await ReachedAsync(hub, place, ct);
        await hub.KillAsync();
        hub.SetEnvironment("HUB_FAILPOINT", null);
        await hub.StartAsync(ct);
        var acknowledged = await sending;

        using var reader = await HubReader.OpenAsync(at, new Dictionary<string, string>(), ct);
        var totals = await reader.DrainedAsync(ct);
        var reports = await reader.AllAsync("DiagnosticReport?_count=200", ct);
        Assert.Equal(Messages + 1, acknowledged);
        Assert.Equal(Messages + 1, totals.Values.Sum());
        Assert.Equal(Messages, reports.Select(Filler).Distinct().Count());
        Assert.Equal(Messages, reports.Count);
        await EachToldInOrderAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await atCounty.DisposeAsync();
        await atTownship.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // The township refers its patient; the county then sends results, which the township must be told of.
    private static async Task<int> SendAsync(HubFolder at, CancellationToken ct)
    {
        var id = SampleMessages.IdNumber(7);
        await using var township = new SimulatedHis(at.TownshipPort) { AckTimeout = TimeSpan.FromSeconds(5) };
        await using var county = new SimulatedHis(at.CountyPort, CodePagesEncodingProvider.Instance.GetEncoding("GB18030"))
        {
            AckTimeout = TimeSpan.FromSeconds(5),
        };
        var acknowledged = Accepted(await township.SendUntilAnsweredAsync(
            SampleMessages.Ref("I12", HubFolder.Township, HubFolder.County, "REF-7", "T7", "李^七", "RF-7", id), ct));
        for (var n = 1; n <= Messages; n++)
            acknowledged += Accepted(await county.SendUntilAnsweredAsync(
                SampleMessages.OruR01(1, HubFolder.County, $"ORU-{n:D2}", "C7", "李^七", id, order: $"R{n:D2}",
                    time: $"202603020910{n:D2}+0800"), ct));
        return acknowledged;
    }

    private static async Task ReachedAsync(HubProcess hub, string place, CancellationToken ct)
    {
        while (!hub.Output.Contains($"failpoint {place} reached", StringComparison.Ordinal))
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
    }

    private static int Accepted(string ack) => ack.Contains("\rMSA|AA|", StringComparison.Ordinal) ? 1 : 0;

    private static string Filler(JsonElement report) => report.GetProperty("identifier")[0].GetProperty("value").GetString()!;

    // At least once on the wire; the first arrival of each result is in the order of its making.
    private async Task EachToldInOrderAsync(CancellationToken ct)
    {
        List<string> Told() => [.. atTownship.Received.Where(m => m.Contains("|ORU^R01", StringComparison.Ordinal))
            .Select(m => m[m.IndexOf("|FR", StringComparison.Ordinal)..].Split('|', '^')[1]).Distinct()];
        while (Told().Count < Messages)
            await Task.Delay(TimeSpan.FromMilliseconds(50), ct);
        Assert.Equal(Enumerable.Range(1, Messages).Select(n => $"FR{n:D2}"), Told());
    }
}
