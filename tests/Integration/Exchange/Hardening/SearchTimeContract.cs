using Hl7.Fhir.Model;
using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>No query works longer than its time, or for a client that has gone.</summary>
public abstract class SearchTimeContract(EmptyDatabase database)
{
    // Counts for hours.
    private const string Endless = """
        with recursive n (i) as (select cast(1 as bigint) union all select i + 1 from n where i < 1000000000000)
        select count(*) from n
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_whose_time_is_over_stops_and_its_connection_goes_on()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        await using var reader = await rig.Db.ReadAsync(Ct);

        var over = await Assert.ThrowsAsync<SearchTimeOverException>(() => SearchTime.LimitAsync(
            reader, TimeSpan.FromMilliseconds(200), () => reader.QueryAsync(Endless, r => r.GetInt64(0), Ct), Ct));

        Assert.Contains("0.2 s", over.Error.Text, StringComparison.Ordinal);
        Assert.Equal([7], await reader.QueryAsync("select 7", r => r.GetInt32(0), Ct));
        Assert.Equal(0, await RunningAsync(rig.Db));
    }

    [Fact]
    public async Task A_query_of_a_client_that_has_gone_stops()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        await using var reader = await rig.Db.ReadAsync(Ct);
        using var aborted = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SearchTime.LimitAsync(
            reader, TimeSpan.FromHours(1), () => reader.QueryAsync(Endless, r => r.GetInt64(0), Ct), aborted.Token));

        Assert.Equal([7], await reader.QueryAsync("select 7", r => r.GetInt32(0), Ct));
        Assert.Equal(0, await RunningAsync(rig.Db));
    }

    [Fact]
    public async Task A_client_is_told_what_to_ask_instead_and_writes_go_on()
    {
        await using var host = await HardHost.StartAsync(await database(), new() { SearchTime = TimeSpan.Zero });
        using var town = await host.CallerAsync();
        var batch = new Bundle
        {
            Type = Bundle.BundleType.Batch,
            Entry = [new() { Request = new() { Method = Bundle.HTTPVerb.GET, Url = "Patient?active=true" } }],
        };

        var id = (await town.CreateAsync(new Patient { Active = true })).Id;
        var refused = await town.GetAsync("Patient?active=true");
        var conditional = await town.PostAsync(
            "Patient", new Patient { Active = true }, ("If-None-Exist", "active=true"));
        var entry = (await town.PostAsync("", batch)).Resource<Bundle>().Entry.Single();
        var transaction = await town.PostAsync("", new Bundle
        {
            Type = Bundle.BundleType.Transaction,
            Entry = [new() { Request = new() { Method = Bundle.HTTPVerb.GET, Url = $"Patient/{id}" } }],
        });

        Assert.Equal((503, "LimitExceeded"), (refused.Status, refused.Issues.Single()));
        Assert.Equal(OperationOutcome.IssueType.TooCostly, refused.Outcome.Issue.Single().Code);
        Assert.Contains("Ask for less", refused.Body, StringComparison.Ordinal);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal((503, 503), (conditional.Status, transaction.Status));
        Assert.StartsWith("503", entry.Response!.Status, StringComparison.Ordinal);
        Assert.Equal(201, (await town.PostAsync("Patient", new Patient { Active = true })).Status);
    }

    // Statements that still work on the server; SQLite works nowhere but in the call that has ended.
    private static async Task<long> RunningAsync(HubDb db)
    {
        if (!db.IsPostgres)
            return 0;
        await using var reader = await db.ReadAsync(Ct);
        return await reader.QuerySingleOrDefaultAsync(
            """
            select count(*) from pg_stat_activity
             where datname = current_database() and state = 'active' and pid <> pg_backend_pid()
               and query like '%recursive n (i)%'
            """,
            r => r.GetInt64(0), Ct);
    }
}

public sealed class SearchTimeOnSqlite(SqliteFolder folder)
    : SearchTimeContract(folder.NewAsync), IClassFixture<SqliteFolder>;

public sealed class SearchTimeOnPostgres() : SearchTimeContract(ExchangeRig.PostgresAsync);
