using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>
/// Who asks × how its member stands to the record × class of record × what the patient said × every way to ask: each
/// cell is expected first and then observed.
/// </summary>
public abstract class MatrixContract : IAsyncLifetime
{
    private readonly List<FhirCaller> opened = [];
    private WebApplication? app;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract Task<(string? Postgres, string? Sqlite)> DatabaseAsync();

    public async ValueTask InitializeAsync() => app = await FhirHost.StartAsync(HuntWorld.Options(await DatabaseAsync()));

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var caller in opened)
            caller.Dispose();
        if (app is not null)
            await app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_cell_of_the_matrix_is_as_the_policy_says()
    {
        var callers = new MatrixCallers(app!, opened);
        var systems = new Dictionary<string, FhirCaller>();
        foreach (var member in HuntWorld.Custodians)
            systems[member] = await callers.OfAsync(Asker.System, member, Ct);
        await MatrixWorld.FillAsync(systems);

        var (wrong, cells) = (new ConcurrentQueue<string>(), 0);
        foreach (var asker in Enum.GetValues<Asker>())
        {
            foreach (var (standing, member) in MatrixWorld.Members)
            {
                var caller = await callers.OfAsync(asker, member, Ct);
                var asked = from record in MatrixWorld.Classes
                            from wish in Enum.GetValues<Wish>()
                            from question in MatrixQuestions.Of(record)
                            select (record, wish, question);
                await Parallel.ForEachAsync(asked, Ct, async (cell, _) =>
                {
                    var (record, wish, question) = cell;
                    var answer = await question.Ask(caller, MatrixWorld.Key(record, wish), wish.ToString());
                    Interlocked.Increment(ref cells);
                    var expected = question.Also.Append(record)
                        .All(c => MatrixRule.Sees(asker, standing, c, wish));
                    if (answer.Told != expected || (answer.Status is 401 or 429) == MatrixRule.IsKnown(asker))
                        wrong.Enqueue(
                            $"{asker} of {standing}, {record}, {wish}, {question.Name}: "
                            + $"{answer.Status}, {(answer.Told ? "told" : "not told")}");
                });
            }
        }

        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {cells:N0}:\n" + string.Join('\n', wrong.Order().Take(60)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{cells:N0} cells");
        Assert.True(cells > 60_000, $"{cells} cells");
    }
}

public sealed class MatrixOnSqlite : MatrixContract
{
    private readonly SqliteFolder folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        folder.Dispose();
    }

    protected override Task<(string? Postgres, string? Sqlite)> DatabaseAsync() => folder.NewAsync();
}

public sealed class MatrixOnPostgres : MatrixContract
{
    protected override Task<(string? Postgres, string? Sqlite)> DatabaseAsync() => ExchangeRig.PostgresAsync();
}
