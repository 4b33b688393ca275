using System.Diagnostics;
using System.Text.Json;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Shared.Processes;
using Xunit;

namespace IntegrationHub.EndToEnd.Demo;

/// <summary>What a visitor meets first: one command, nothing installed, and everything is there.</summary>
public sealed class DemoTests
{
    private const string Name = "𠮷䶮试";
    private readonly CancellationToken ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Chinese_result_in_GB18030_is_found_through_FHIR_and_again_after_kill_9()
    {
        await using var run = new DemoRun("--no-traffic");
        var demo = await run.StartAsync(ct);
        var county = Channels(demo).First(c => Text(c, "tier") == "county");
        Assert.Equal("GB18030", Text(county, "charset"));
        var message = SampleMessages.OruR01(10, Text(county, "facility"), "E2E1", "P-E2E", Name, order: "O-E2E");

        await using (var his = DemoRun.Connect(county))
            Assert.Contains("\rMSA|AA|E2E1", await his.SendAsync(message, ct));
        var first = await run.FindAsync(demo, "county", "Observation?patient.identifier=P-E2E&_count=50", ct);
        var patient = await run.FindAsync(demo, "county", "Patient?identifier=P-E2E", ct);

        Assert.Equal(10, first.GetProperty("entry").GetArrayLength());
        var name = patient.GetProperty("entry")[0].GetProperty("resource").GetProperty("name")[0];
        Assert.Equal(Name, Text(name, "text"));

        await run.KillAsync();
        var again = await run.StartAsync(ct);

        Assert.Equal(Clients(demo), Clients(again));
        await using (var his = DemoRun.Connect(county))
            Assert.Contains("\rMSA|AA|E2E1",
                await his.SendAsync(message, ct)); // the sender did not hear of it: sends again
        var second = await run.FindAsync(again, "county", "Observation?patient.identifier=P-E2E&_count=50", ct);
        Assert.Equal(Ids(first), Ids(second));
    }

    [Fact]
    public async Task Demo_json_names_what_scripts_need_and_goes_when_the_demo_goes()
    {
        await using var run = new DemoRun("--no-traffic");
        var demo = await run.StartAsync(ct);

        Assert.Equal($"{run.Web}fhir", Text(demo, "fhir"));
        Assert.Equal(
            [("city", "UTF-8"), ("county", "GB18030"), ("county", "GB18030"), ("township", "UTF-8"),
                ("village", "UTF-8")],
            Channels(demo).Select(c => (Text(c, "tier"), Text(c, "charset"))));
        Assert.Equal(Enumerable.Range(run.MllpPort, 5), Channels(demo).Select(c => c.GetProperty("port").GetInt32()));
        Assert.All(Channels(demo), c => Assert.Equal("mllp", Text(c, "protocol")));
        Assert.Equal(
            Channels(demo).Select(c => Text(c, "member")).Order(),
            demo.GetProperty("clients").EnumerateArray().Select(c => Text(c, "member")).Order());

        Assert.Equal(0, await run.StopAsync(ct));
        Assert.False(File.Exists(Path.Combine(run.Folder, "demo.json")));
    }

    [Fact]
    public async Task The_pages_open_and_load_nothing_from_outside()
    {
        await using var run = new DemoRun("--no-traffic");
        await run.StartAsync(ct);

        foreach (var path in (string[])["", "demo/start.css", "demo/start.js", "demo/state", "ops", "fhir/metadata",
            "metrics", "health/live"])
        {
            using var answer = await run.Http.GetAsync(new Uri(run.Web, path), ct);
            var body = await answer.Content.ReadAsStringAsync(ct);

            Assert.True(answer.IsSuccessStatusCode, $"/{path}: {(int)answer.StatusCode}");
            if (path.Length == 0 || path.StartsWith("demo/start", StringComparison.Ordinal))
                Assert.DoesNotContain("//",
                    body.Replace("http://127", "").Replace("// One", "").Replace("mllp://", ""));
        }
    }

    [Fact]
    public async Task The_data_folder_is_a_configuration_folder_in_order()
    {
        await using var run = new DemoRun("--no-traffic");
        await run.StartAsync(ct);

        using var check = Process.Start(new ProcessStartInfo("dotnet",
            [HubProcess.Executable(false), "check", run.Folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var error = await check.StandardError.ReadToEndAsync(ct);
        await check.WaitForExitAsync(ct);

        Assert.Equal((0, ""), (check.ExitCode, error));
    }

    [Fact]
    public async Task Traffic_flows_by_itself_and_nothing_of_it_is_refused_or_dead()
    {
        await using var run = new DemoRun();
        await run.StartAsync(ct);

        JsonElement ledger;
        do
        {
            await Task.Delay(500, ct);
            ledger = JsonSerializer.Deserialize<JsonElement>(await run.Http.GetStringAsync(new Uri(run.Web,
                "ops/api/ledger?limit=1000"), ct));
        }
        while (ledger.GetProperty("lines").GetArrayLength() < 25);

        Assert.All(ledger.GetProperty("lines").EnumerateArray(), l =>
        {
            Assert.Equal("AA", Text(l, "ack"));
            Assert.NotEqual("dead", Text(l, "state"));
        });
    }

    private static JsonElement.ArrayEnumerator Channels(JsonElement demo) => demo.GetProperty("channels")
        .EnumerateArray();

    private static string Clients(JsonElement demo) => demo.GetProperty("clients").ToString();

    private static IEnumerable<string> Ids(JsonElement bundle) => bundle.GetProperty("entry").EnumerateArray()
        .Select(e => Text(e.GetProperty("resource"), "id")).Order();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
