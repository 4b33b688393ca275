using System.Diagnostics;
using System.Globalization;
using IntegrationHub.Shared.Servers;
using IntegrationHub.Store;
using Npgsql;

namespace IntegrationHub.Benchmarks.FhirServer;

/// <summary>
/// The FHIR API beside the limits of the machine, in one run: <c>dotnet run -c Release -- fhir [--sizes 10000,1000000]
/// [--names 1000000] [--seconds 5] [--rounds 3] [--postgres CONNECTION]</c>. Without a connection it starts a PostgreSQL.
/// <c>--only read|create|transaction [--connections 4]</c> keeps up one load for a profiler.
/// </summary>
internal static class FhirServerBench
{
    private static readonly int[] Connections = [1, 16, 64];

    public static async Task RunAsync(string[] args)
    {
        var options = args.Chunk(2).Where(p => p.Length == 2).ToDictionary(p => p[0].TrimStart('-'), p => p[1]);
        string Option(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);
        var sizes = Option("sizes", "10000").Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToArray();
        var names = int.Parse(Option("names", "0"), CultureInfo.InvariantCulture);
        var each = TimeSpan.FromSeconds(double.Parse(Option("seconds", "5"), CultureInfo.InvariantCulture));
        var rounds = int.Parse(Option("rounds", "3"), CultureInfo.InvariantCulture);

        await using var server = options.ContainsKey("postgres") ? null : await PostgresServer.StartLocalAsync(default);
        var connection = server is null ? options["postgres"] : await server.CreateDatabaseAsync(default);
        await using var store = HubDb.Postgres(connection, TimeProvider.System);
        await store.MigrateAsync(default);
        await using var hub = new HubUnderLoad(connection);
        var token = await hub.TokenAsync();

        var loader = new Loader(store);
        var first = true;
        foreach (var size in sizes)
        {
            await loader.RecordsToAsync(size / County.PerPatient);
            await AnalyzeAsync(connection);
            await hub.StartAsync();
            var load = new Interactions(new RawHttp(hub.Address, token), size / County.PerPatient);
            await load.WarmAsync(each);
            if (options.TryGetValue("only", out var only))
            {
                var connections = int.Parse(Option("connections", "4"), CultureInfo.InvariantCulture);
                for (var round = 0; round < rounds; round++)
                {
                    var before = hub.Cpu;
                    var done = await load.Http.RunAsync(connections, each, load.Named(only), default);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{only}: process {hub.Id}, {done.PerSecond:N0}/s, p50 {done.P50:F2} ms, p95 {done.P95:F2} ms, hub CPU {(hub.Cpu - before).TotalMicroseconds / (done.PerSecond * each.TotalSeconds):F0} µs/request"));
                }

                return;
            }

            Console.WriteLine($"\n## {size:N0} resources, one connection\n");
            await GrowthAsync(hub, load, each, rounds);
            if (first)
            {
                await SideBySideAsync(hub, load, connection, each, rounds);
                first = false;
            }

            Console.WriteLine($"\nmemory of the hub (Pss) with {size:N0} resources: {hub.MemoryMiB:F0} MiB");
            await hub.StopAsync();
        }

        await EverythingAsync(hub, loader, token, each);
        if (names > 0)
            await NamesAsync(hub, loader, connection, token, names, each);
    }

    private static async Task GrowthAsync(HubUnderLoad hub, Interactions load, TimeSpan each, int rounds)
    {
        Console.WriteLine("| request | requests/s | p50 ms | p95 ms | hub CPU µs/request |\n|---|---|---|---|---|");
        foreach (var (name, request) in load.Reading)
        {
            var (best, cpu) = await MedianAsync(hub, load.Http, 1, each / 2, rounds, request);
            Console.WriteLine($"| {name} | {best.PerSecond:N0} | {best.P50:F2} | {best.P95:F2} | {cpu:F0} |");
        }
    }

    private static async Task SideBySideAsync(
        HubUnderLoad hub, Interactions load, string connection, TimeSpan each, int rounds)
    {
        var port = ServerProcess.FreePort();
        using var kestrel = Process.Start(new ProcessStartInfo(Environment.ProcessPath!,
            [.. Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
                ? new[] { typeof(FhirServerBench).Assembly.Location } : [],
            "kestrel", port.ToString(CultureInfo.InvariantCulture)]))!;
        await Task.Delay(2_000);
        var bare = new RawHttp(new($"http://127.0.0.1:{port}"), token: null);
        var get = bare.Request("GET", "/fhir/Observation/1");
        var floor = new InsertFloor(connection);
        await floor.PrepareAsync();
        await bare.RunAsync(16, each, _ => get, default);

        Console.WriteLine("\n## Side by side\n\n| figure | connections | ours | limit | ratio |\n|---|---|---|---|---|");
        foreach (var connections in Connections)
        {
            var limit = new List<double>();
            var ours = load.Reading.ToDictionary(r => r.Name, _ => new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                limit.Add((await bare.RunAsync(connections, each, _ => get, default)).PerSecond);
                foreach (var (name, request) in load.Reading)
                    ours[name].Add(Checked(await load.Http.RunAsync(connections, each, request, default)).PerSecond);
            }

            foreach (var (name, _) in load.Reading)
                Row(name + " ÷ bare Kestrel 2 KiB", connections, Median(ours[name]), Median(limit));
        }

        kestrel.Kill();
        foreach (var connections in new[] { 1, 8, 32 })
            await WritesAsync("create ÷ one insert per transaction", connections, 1, load.Create);
        await WritesAsync("transaction of 100 ÷ insert of 100", 4, 100, load.Transaction);

        async Task WritesAsync(string name, int connections, int perTransaction, Func<long, byte[]> request)
        {
            var (ours, limit) = (new List<double>(), new List<double>());
            for (var round = 0; round < rounds; round++)
            {
                limit.Add(await floor.RunAsync(connections, perTransaction, each));
                ours.Add(perTransaction
                    * Checked(await load.Http.RunAsync(connections, each, request, default)).PerSecond);
            }

            Row(name, connections, Median(ours), Median(limit));
        }
    }

    private static async Task EverythingAsync(HubUnderLoad hub, Loader loader, string token, TimeSpan each)
    {
        const int Resident = 99_999_999;
        await loader.WriteAsync(Enumerable.Range(0, 999).Select(n => (Hl7.Fhir.Model.Resource)County.Observation(
            Resident, n, County.ObservationId(Resident, n))).Prepend(County.Patient(Resident)));
        await hub.StartAsync();
        var http = new RawHttp(hub.Address, token);
        var everything = http.Request("GET", $"/fhir/Patient/{County.PatientId(Resident)}/$everything?_count=1000");
        await http.RunAsync(1, each, _ => everything, default);
        var outcome = Checked(await http.RunAsync(1, each, _ => everything, default));
        Console.WriteLine($"\n$everything of 1,000 resources: p50 {outcome.P50:F0} ms, p95 {outcome.P95:F0} ms");
        await hub.StopAsync();
    }

    private static async Task NamesAsync(
        HubUnderLoad hub, Loader loader, string connection, string token, int names, TimeSpan each)
    {
        await loader.PatientsToAsync(names);
        await AnalyzeAsync(connection);
        await hub.StartAsync();
        var http = new RawHttp(hub.Address, token);
        Console.WriteLine($"\n## Names among {names:N0} patients, one connection\n\n| search | p50 ms | p95 ms |\n|---|---|---|");
        foreach (var query in new[]
        {
            "name=王", "name=张伟强", "name=zhangweiqiang", "name=zwq", "name:contains=伟强", "family=李", "name:exact=张伟强",
            "name=張偉強",
        })
        {
            var parts = query.Split('=');
            var get = http.Request("GET", $"/fhir/Patient?{parts[0]}={Uri.EscapeDataString(parts[1])}");
            await http.RunAsync(1, each / 4, _ => get, default);
            var outcome = Checked(await http.RunAsync(1, each, _ => get, default));
            Console.WriteLine($"| `{query}` | {outcome.P50:F2} | {outcome.P95:F2} |");
        }

        Console.WriteLine($"\nmemory of the hub (Pss): {hub.MemoryMiB:F0} MiB");
        await hub.StopAsync();
    }

    private static async Task<(RawHttp.Outcome Outcome, double CpuMicroseconds)> MedianAsync(
        HubUnderLoad hub, RawHttp http, int connections, TimeSpan each, int rounds, Func<long, byte[]> request)
    {
        var runs = new List<(RawHttp.Outcome Outcome, double Cpu)>();
        for (var round = 0; round < rounds; round++)
        {
            var before = hub.Cpu;
            var outcome = Checked(await http.RunAsync(connections, each, request, default));
            runs.Add((outcome, (hub.Cpu - before).TotalMicroseconds / (outcome.PerSecond * each.TotalSeconds)));
        }

        return runs.OrderBy(r => r.Outcome.PerSecond).ElementAt(rounds / 2);
    }

    private static RawHttp.Outcome Checked(RawHttp.Outcome outcome) => outcome.Failed == 0
        ? outcome
        : throw new InvalidOperationException($"{outcome.Failed} requests failed, the first: {outcome.FirstFailure}");

    private static void Row(string name, int connections, double ours, double limit) =>
        Console.WriteLine($"| {name} | {connections} | {ours:N0}/s | {limit:N0}/s | {ours / limit:F2} |");

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task AnalyzeAsync(string connection)
    {
        await using var database = new NpgsqlConnection(connection + ";Command Timeout=600");
        await database.OpenAsync();
        await using var analyze = new NpgsqlCommand("vacuum analyze", database);
        await analyze.ExecuteNonQueryAsync();
    }
}
