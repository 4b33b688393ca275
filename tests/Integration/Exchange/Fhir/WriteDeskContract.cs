using System.Diagnostics;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>The write desk where HTTP cannot reach: a repeated transaction, referrals.</summary>
public abstract class WriteDeskContract(EmptyDatabase database)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_that_runs_again_after_its_commit_finds_what_it_has_done()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var desk = rig.Get<WriteDesk>();
        var old = (await desk.RunAsync(Town, [Create("old")], null, null, Ct)).Value[0].Stored!;
        List<Change> changes =
        [
            Create("new"),
            Create("old") with
            {
                Kind = ChangeKind.Update, Id = old.Id, Match = new(false, [1]),
                Resource = new Patient { Id = old.Id, Active = true },
            },
        ];
        var runs = 0;

        // The first run is committed; what it reports is lost, as when the connection dies inside COMMIT.
        var results = await desk.RunAsync(Town, changes, null, CommitAndLoseAsync, Ct);

        Assert.Equal(2, runs);
        Assert.Equal([201, 200], results.Value.Select(r => r.Status));
        Assert.Equal([1, 2], results.Value.Select(r => r.Stored!.Version));
        await using var reader = await rig.Db.ReadAsync(Ct);
        Assert.Equal(2, await Histories.CountAsync(reader, "Patient", old.Id, Ct));
        Assert.Equal(1, await Histories.CountAsync(reader, "Patient", changes[0].NewId, Ct));

        async Task CommitAndLoseAsync(HubTransaction tx)
        {
            if (++runs > 1)
                return;
            await tx.CommitAsync(Ct);
            throw new TimeoutException("The connection is gone.");
        }
    }

    [Fact]
    public async Task A_referral_moves_by_its_own_steps_only()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        await rig.TakeAsync(new Hospital("town", "M1", "11010519491231002X").Refer("I12", "R1", "town", "county"));
        var task = Assert.Single((await rig.SearchAsync("Task")).Matches);
        var request = Assert.Single((await rig.SearchAsync("ServiceRequest")).Matches);
        var moved = Fhir.FhirJson.Parse<Hl7.Fhir.Model.Task>(task.BodyJson);
        moved.Status = Hl7.Fhir.Model.Task.TaskStatus.Completed;
        var noted = Fhir.FhirJson.Parse<Hl7.Fhir.Model.Task>(task.BodyJson);
        noted.Note.Add(new() { Text = "注" });
        var owner = new Caller(task.Custodian, "test");
        var desk = rig.Get<WriteDesk>();

        var status = await desk.RunAsync(owner, [Update(task, moved)], null, null, Ct);
        var deleted = await desk.RunAsync(
            owner, [Update(request, null) with { Kind = ChangeKind.Delete }], null, null, Ct);
        var note = await desk.RunAsync(owner, [Update(task, noted)], null, null, Ct);

        Assert.Equal(HubErrorCode.BusinessRule, status.Errors.Single().Code);
        Assert.Equal(HubErrorCode.BusinessRule, deleted.Errors.Single().Code);
        Assert.Equal(200, note.Value[0].Status);
    }

    [Fact]
    public async Task A_hundred_conditions_by_identifier_find_what_each_names_with_the_statements_of_two()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var desk = rig.Get<WriteDesk>();
        var stored = (await desk.RunAsync(
            Town, [.. Enumerable.Range(0, 40).Select(i => Numbered(i))], null, null, Ct)).Value;
        var gone = stored[39].Stored!;
        await desk.RunAsync(Town, [Update(gone, null) with { Kind = ChangeKind.Delete }], null, null, Ct);

        var (few, _) = await CountAsync(() => desk.RunAsync(Town, [Asked(38), Asked(200)], null, null, Ct));
        var (many, results) = await CountAsync(() => desk.RunAsync(
            Town, [.. Enumerable.Range(0, 100).Select(Asked)], null, null, Ct));

        Assert.Equal(Enumerable.Range(0, 100).Select(i => i < 39 ? 200 : 201), results.Value.Select(r => r.Status));
        Assert.Equal(
            stored.Take(39).Select(r => r.Stored!.Id), results.Value.Take(39).Select(r => r.Stored!.Id));
        Assert.Equal(100, results.Value.Select(r => r.Stored!.Id).Append(gone.Id).Distinct().Count() - 1);
        Assert.Equal(few, many);
        await using var tx = await rig.Db.BeginAsync(Ct);
        Assert.Equal(tx.IsPostgres, few > 0); // SQLite has no statements to trace
    }

    [Fact]
    public async Task Conditions_that_are_more_than_one_identifier_mean_what_they_say_beside_those_that_are()
    {
        await using var rig = await ExchangeRig.StartAsync(await database());
        var desk = rig.Get<WriteDesk>();
        var stored = (await desk.RunAsync(
            Town, [Numbered(1), Numbered(2), Numbered(3), Numbered(3)], null, null, Ct)).Value;

        var mixed = await desk.RunAsync(
            Town, [Asked(1), On("identifier", "2"), On("identifier", "http://lab.test|1,http://lab.test|9")],
            null, null, Ct);
        var several = await desk.RunAsync(Town, [Asked(1), Asked(3) with { Path = "here" }], null, null, Ct);

        Assert.Equal(
            [stored[0].Stored!.Id, stored[1].Stored!.Id, stored[0].Stored!.Id],
            mixed.Value.Select(r => r.Stored!.Id));
        Assert.Equal((HubErrorCode.MultipleMatches, "here"), (several.Errors.Single().Code, several.Errors[0].Path));
    }

    // Every statement runs below the activity of the test, whatever runs beside it.
    private static async Task<(int Statements, T Result)> CountAsync<T>(Func<Task<T>> run)
    {
        var count = 0;
        using var source = new ActivitySource("test " + Guid.NewGuid());
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s == source || s.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var own = source.StartActivity("count")!;
        var trace = own.TraceId;
        listener.ActivityStopped = a =>
        {
            if (a.TraceId == trace && a.Source != source)
                Interlocked.Increment(ref count);
        };
        var result = await run();
        return (count, result);
    }

    // Carries its number twice: still one resource.
    private static Change Numbered(int number) => Create($"n{number}") with
    {
        Resource = new Patient
        {
            Identifier = [new("http://lab.test", $"{number}"), new("http://lab.test", $"{number}")],
            Name = [new() { Text = $"n{number}" }],
        },
    };

    private static Change Asked(int number) => On("identifier", $"http://lab.test|{number}", number);

    private static Change On(string name, string value, int number = 0) => Numbered(number) with
    {
        Condition = [KeyValuePair.Create(name, value)],
    };

    private static Caller Town { get; } = new("town", "test");

    private static Change Create(string name) => new()
    {
        Kind = ChangeKind.Create,
        Type = "Patient",
        Resource = new Patient { Name = [new() { Text = name }] },
        NewId = Resources.NewId(TimeProvider.System),
    };

    private static Change Update(StoredResource stored, Resource? next) => new()
    {
        Kind = ChangeKind.Update,
        Type = stored.Type,
        Id = stored.Id,
        Resource = next,
        NewId = stored.Id,
    };
}

public sealed class WriteDeskOnSqlite(SqliteFolder folder)
    : WriteDeskContract(folder.NewAsync), IClassFixture<SqliteFolder>;

public sealed class WriteDeskOnPostgres() : WriteDeskContract(ExchangeRig.PostgresAsync);
