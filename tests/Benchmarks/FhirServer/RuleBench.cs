using System.Globalization;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using IntegrationHub.Shared.Servers;
using IntegrationHub.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace IntegrationHub.Benchmarks.FhirServer;

/// <summary>
/// What the access rule costs, and the audit trail: the same requests with and without, in turns, over one database:
/// <c>dotnet run -c Release -- rule [--size 1000000] [--seconds 3] [--rounds 3] [--postgres CONNECTION]</c>.
/// </summary>
internal static class RuleBench
{
    private static readonly int[] Connections = [1, 16, 64];

    public static async Task RunAsync(string[] args)
    {
        var options = args.Chunk(2).Where(p => p.Length == 2).ToDictionary(p => p[0].TrimStart('-'), p => p[1]);
        string Option(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);
        var size = int.Parse(Option("size", "100000"), CultureInfo.InvariantCulture);
        var each = TimeSpan.FromSeconds(double.Parse(Option("seconds", "3"), CultureInfo.InvariantCulture));
        var rounds = int.Parse(Option("rounds", "3"), CultureInfo.InvariantCulture);

        await using var server = options.ContainsKey("postgres") ? null : await PostgresServer.StartLocalAsync(default);
        var connection = server is null ? options["postgres"] : await server.CreateDatabaseAsync(default);
        var patients = size / County.PerPatient;
        await using (var store = HubDb.Postgres(connection, TimeProvider.System))
        {
            await store.MigrateAsync(default);
            await new Loader(store).RecordsToAsync(patients);
        }

        await RelateAsync(connection);
        await using var bare = await HostAsync(connection, withRule: false, withTrail: false);
        await using var ruled = await HostAsync(connection, withRule: true, withTrail: false);
        await using var whole = await HostAsync(connection, withRule: true, withTrail: true);
        var keeper = await TokenAsync(ruled, "county");
        var related = await TokenAsync(ruled, "town");
        Dictionary<string, Interactions> loads = new()
        {
            ["neither"] = Load(bare, keeper),
            ["rule, custodian"] = Load(ruled, keeper),
            ["rule, related member"] = Load(ruled, related),
            ["rule and trail, custodian"] = Load(whole, keeper),
        };
        foreach (var load in loads.Values)
            await load.WarmAsync(each);

        Console.WriteLine($"\n## The access rule and the audit trail, {size:N0} resources\n");
        Console.WriteLine("| request | connections | neither | rule, custodian | cost | rule, related | cost "
            + "| and trail | cost |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var connections in Connections)
        {
            foreach (var name in loads.Values.First().Reading.Select(r => r.Name))
                await CompareAsync(loads, name, connections, each, rounds);
        }

        Interactions Load(WebApplication app, string token) =>
            new(new RawHttp(new(app.Urls.Single()), token), patients);
    }

    private static async Task CompareAsync(
        Dictionary<string, Interactions> loads, string name, int connections, TimeSpan each, int rounds)
    {
        var seen = loads.Keys.ToDictionary(k => k, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (who, load) in loads)
            {
                var request = load.Reading.Single(r => r.Name == name).Request;
                var outcome = await load.Http.RunAsync(connections, each, request, default);
                seen[who].Add(outcome.Failed == 0
                    ? outcome.PerSecond
                    : throw new InvalidOperationException($"{who}: {outcome.FirstFailure}"));
            }
        }

        var medians = seen.Values.Select(v => v.Order().ElementAt(v.Count / 2)).ToList();
        Console.WriteLine(
            $"| {name} | {connections} | {medians[0]:N0}/s | {medians[1]:N0}/s | {medians[0] / medians[1]:F2} "
            + $"| {medians[2]:N0}/s | {medians[0] / medians[2]:F2} "
            + $"| {medians[3]:N0}/s | {medians[1] / medians[3]:F2} |");
    }

    // Every resident is in the town's care as well.
    private static async Task RelateAsync(string connection)
    {
        await using var database = new NpgsqlConnection(connection + ";Command Timeout=600");
        await database.OpenAsync();
        foreach (var statement in new[]
        {
            $"""
            insert into patient_access (patient_id, grantee, custodian, allows, denies, valid_from, valid_until)
            select id, 'town', '', {(long)RecordClasses.Ordinary}, 0, now() - interval '1 day', now() + interval '1 year'
              from resource where type = 'Patient'
            """,
            "vacuum analyze",
        })
        {
            await using var command = new NpgsqlCommand(statement, database);
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task<WebApplication> HostAsync(string connection, bool withRule, bool withTrail)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSingleton<IExchangeBus, NoBus>();
        if (!withTrail)
            builder.Services.AddSingleton<IAuditTrail, NoTrail>();
        builder.Services.AddExchange(new ExchangeOptions
        {
            Members = new([Member("county", Tier.County), Member("town", Tier.Township)]),
            Postgres = connection + ";Maximum Pool Size=55", // three hubs share one server
        });
        if (!withRule)
            builder.Services.AddSingleton<CallerView, NoRule>();
        var app = builder.Build();
        app.UseRouting();
        app.MapFhir();
        await app.StartAsync();
        return app;
    }

    private static Task<string> TokenAsync(WebApplication app, string member) => app.Services
        .GetRequiredService<IntegrationHub.Exchange.ClientTokens>()
        .IssueAsync(member, "bench", TimeSpan.FromHours(2), default);

    private static Member Member(string id, Tier tier) => new()
    {
        Id = id,
        Name = id,
        Tier = tier,
        Facilities = [id.ToUpperInvariant()],
        Gateway = "gw-" + id,
    };

    private sealed class NoRule(ExchangeOptions options) : CallerView(options)
    {
        public override RecordView Of(Caller caller, DateTimeOffset now) => RecordView.Hub;
    }

    private sealed class NoTrail : IAuditTrail
    {
        public Task WriteAsync(IReadOnlyList<AuditEntry> entries, CancellationToken ct) => Task.CompletedTask;

        public Task InTransactionAsync(HubTransaction tx, IReadOnlyList<AuditEntry> entries, CancellationToken ct) =>
            Task.CompletedTask;
    }

    private sealed class NoBus : IExchangeBus
    {
        public Task SendAsync<T>(string queue, T message, CancellationToken ct)
            where T : class => Task.CompletedTask;
    }
}
