using System.Collections.Concurrent;
using System.Globalization;
using IntegrationHub.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>
/// Whatever a caller asks of the whole database, it is answered byte for byte as over a copy that never held what it
/// may not see. <c>HUB_HUNT_SEARCHES</c> makes the hunt longer, <c>HUB_HUNT_SEED</c> another one.
/// </summary>
public abstract class LeakHuntContract
{
    private static readonly (string, string) RequestId = ("X-Request-Id", "hunt");

    private static int Searches => Setting("HUB_HUNT_SEARCHES", 3_600);

    private static int Seed => Setting("HUB_HUNT_SEED", 20260302);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract Task<(string? Postgres, string? Sqlite)> DatabaseAsync();

    [Fact]
    public async Task Nobody_can_infer_what_it_may_not_see()
    {
        var found = await HuntAsync(Searches, spoil: false);

        Assert.True(found.Count == 0, $"{found.Count}:\n" + string.Join('\n', found.Take(6)));
    }

    [Fact]
    public async Task Everybody_sees_exactly_the_records_the_rule_in_plain_words_shows()
    {
        var whole = await DatabaseAsync();
        var known = await FillAsync(whole);
        await using var app = await FhirHost.StartAsync(HuntWorld.Options(whole));
        var differences = new List<string>();
        foreach (var asker in HuntCaller.All)
        {
            using var caller = Caller(app, known.Tokens[asker.Name]);
            var seen = new List<string>();
            foreach (var key in known.Keys)
            {
                if ((await caller.GetAsync(key)).Status is 200 or 410)
                    seen.Add(key);
            }

            var expected = known.Kept(asker).ToHashSet();
            differences.AddRange(seen.Except(expected).Select(k => $"{asker.Name} sees {k}, and should not"));
            differences.AddRange(expected.Except(seen).Select(k => $"{asker.Name} does not see {k}, and should"));
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(60)));
    }

    [Fact]
    public async Task The_hunt_notices_a_single_record_too_much()
    {
        var found = await HuntAsync(600, spoil: true);

        Assert.NotEmpty(found);
    }

    private async Task<IReadOnlyCollection<string>> HuntAsync(int searches, bool spoil)
    {
        var whole = await DatabaseAsync();
        var known = await FillAsync(whole);
        var differences = new ConcurrentQueue<string>();
        await using var app = await FhirHost.StartAsync(HuntWorld.Options(whole));
        var each = searches / HuntCaller.All.Count;
        foreach (var (asker, number) in HuntCaller.All.Select((c, i) => (c, i)))
        {
            var twin = known.Twins[asker.Name];
            await TwinDatabase.ReduceAsync(twin, known.Kept(asker).Skip(spoil ? 1 : 0), known.KeptVersions(asker), Ct);
            await using var other = await FhirHost.StartAsync(HuntWorld.Options(twin));
            using var here = Caller(app, known.Tokens[asker.Name]);
            using var there = Caller(other, known.Tokens[asker.Name]);
            await Parallel.ForAsync(0, 4, Ct, async (lane, _) =>
            {
                var queries = new HuntQueries(known.Pools, known.Types, known.Keys, Seed + (100 * number) + lane);
                for (var i = 0; i < each / 4; i++)
                    await CompareAsync(here, there, queries.Next(), asker.Name, differences);
            });
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{each * HuntCaller.All.Count:N0} searches, {differences.Count} differences");
        return differences;
    }

    private static async Task CompareAsync(
        FhirCaller here, FhirCaller there, string query, string member, ConcurrentQueue<string> differences)
    {
        for (var (path, page) = (query, 0); page < 4; page++)
        {
            var (one, other) = (await here.GetAsync(path, RequestId), await there.GetAsync(path, RequestId));
            if (one.Status >= 500 || Said(one, here) != Said(other, there))
                differences.Enqueue($"{member}: {path}\n  {Said(one, here)}\n  {Said(other, there)}");
            if (one.Status != 200 || NextOf(one, here) is not { } next)
                return;
            path = next;
        }
    }

    private static string Said(FhirReply reply, FhirCaller from) =>
        $"{reply.Status} {reply.ETag} {reply.Body.Replace(from.Base.ToString(), "", StringComparison.Ordinal)}";

    private static string? NextOf(FhirReply reply, FhirCaller from)
    {
        const string Next = "{\"relation\":\"next\",\"url\":\"";
        var at = reply.Body.IndexOf(Next, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var start = at + Next.Length;
        return reply.Body[start..reply.Body.IndexOf('"', start)][from.Base.ToString().Length..];
    }

    private static async Task<HuntKnowledge> FillAsync((string? Postgres, string? Sqlite) database)
    {
        HuntKnowledge known;
        await using (var app = await FhirHost.StartAsync(HuntWorld.Options(database)))
        {
            var tokens = new Dictionary<string, string>();
            foreach (var asker in HuntCaller.All)
                tokens[asker.Name] = await asker.TokenAsync(app.Services, Ct);
            var callers = HuntWorld.Custodians.ToDictionary(m => m, m => Caller(app, tokens[m]));
            await HuntWorld.FillAsync(app, callers, patients: 10, Seed);
            known = await HuntKnowledge.ReadAsync(app.Services.GetRequiredService<HubDb>(), tokens, Ct);
            foreach (var caller in callers.Values)
                caller.Dispose();
        }

        foreach (var asker in HuntCaller.All)
            known.Twins[asker.Name] = await TwinDatabase.CopyAsync(database, Ct);
        return known;
    }

    private static FhirCaller Caller(WebApplication app, string token)
    {
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single() + "/fhir/") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return new(client);
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var given)
            ? given
            : otherwise;
}

public sealed class LeakHuntOnSqlite : LeakHuntContract, IDisposable
{
    private readonly SqliteFolder folder = new();

    public void Dispose() => folder.Dispose();

    protected override Task<(string? Postgres, string? Sqlite)> DatabaseAsync() => folder.NewAsync();
}

public sealed class LeakHuntOnPostgres : LeakHuntContract
{
    protected override Task<(string? Postgres, string? Sqlite)> DatabaseAsync() => ExchangeRig.PostgresAsync();
}
