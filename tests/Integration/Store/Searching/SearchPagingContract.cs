using Hl7.Fhir.Model;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Store;

/// <summary>Sorting by several keys and paging: every match exactly once, whatever others write.</summary>
public abstract class SearchPagingContract(IStoreDatabase database)
{
    private readonly HubDb db = database.Db;

    // name, day, code, value; null: missing. Several are equal in every key: the id must decide.
    private static readonly (string Name, int Day, string Code, decimal? Value)[] Rows =
    [
        ("a", 1, "z", 3), ("b", 1, "z", 1), ("c", 2, "y", null), ("d", 2, "y", null), ("e", 2, "x", 2),
        ("f", 3, "x", 2), ("g", 3, "x", 2), ("h", 4, "w", 9), ("i", 4, "z", null),
    ];

    [Theory]
    [InlineData("date,code", "a b e c d f g h i")]
    [InlineData("-date,code", "h i f g e c d a b")]
    [InlineData("date,-code,-_id", "b a d c e g f i h")]
    [InlineData("value-quantity,_id", "b e f g a h c d i")]
    [InlineData("-value-quantity,-date,_id", "i c d h a f g e b")]
    [InlineData("code,-value-quantity", "h g f e d c i a b")]
    [InlineData("encounter,-_id", "i h g f e d c b a")]
    [InlineData("status,category,-date,_id", "h i f g c d e a b")]
    [InlineData("_id", "a b c d e f g h i")]
    public async Task Several_keys_sort_and_page_with_ties_and_missing_values(string sort, string expected)
    {
        var patient = NewId();
        await db.StoreAsync([.. Rows.Select(r => Write(Made(patient, r.Code, r.Day, r.Value), $"{patient}-{r.Name}"))]);

        var once = await db.IdsAsync("Observation", $"patient={patient}&_sort={sort}&_count=100");
        Assert.Equal(expected.Split(' ').Select(n => $"{patient}-{n}"), once);
        foreach (var size in new[] { 1, 2, 4 })
            Assert.Equal(once, await PagesAsync($"patient={patient}&_sort={sort}&_count={size}"));
    }

    [Theory]
    [InlineData("_sort=-date")]
    [InlineData("_sort=date,code")]
    [InlineData("_sort=value-quantity,-_lastUpdated")]
    [InlineData("_sort=-_id")]
    public async Task While_a_writer_runs_every_match_that_stayed_comes_exactly_once(string sort)
    {
        var patient = NewId();
        string[] names = [.. Enumerable.Range(0, 40).Select(i => $"{patient}-s{i:00}")];
        await db.StoreAsync([.. names.Select((n, i) => Write(Made(patient, "x", 1 + (i / 7), i % 5), n))]);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var written = new System.Runtime.CompilerServices.StrongBox<int>();
        var writer = WriteAsync(patient, written, stop.Token);

        for (var round = 0; round < 3 || (Volatile.Read(ref written.Value) < 10 && round < 500); round++)
        {
            var seen = await PagesAsync($"patient={patient}&status=final&{sort}&_count=3");
            Assert.Equal(
                names, seen.Where(id => id.Contains("-s", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }

        await stop.CancelAsync();
        await writer;
        Assert.True(written.Value >= 10);
    }

    [Fact]
    public async Task A_changed_or_borrowed_page_link_is_refused()
    {
        var patient = NewId();
        await db.StoreAsync([.. Enumerable.Range(0, 4).Select(i => Write(Made(patient, "x", 1, i), $"{patient}-{i}"))]);
        var query = Query("Observation", $"patient={patient}&_count=2");
        var next = (await db.SearchAsync(query)).Next!;

        Assert.Equal(2, (await db.SearchAsync(query with { Position = next })).Matches.Count);
        Assert.Equal(2, (await db.SearchAsync(Query("Observation", $"_count=1&patient={patient}&_total=accurate")
            with
        { Position = next, Count = 2 })).Matches.Count); // how much is shown is no part of the search
        foreach (var wrong in new[]
                 {
                     query with { Position = next[..^2] + "AA" }, query with { Position = "" },
                     Query("Observation", $"patient={patient}&_sort=date") with { Position = next },
                     Query("Observation", $"patient={NewId()}") with { Position = next },
                     Query("Condition", $"patient={patient}") with { Position = next },
                 })
        {
            var refused = await db.ReadAsync(r => Searches.RunAsync(r, wrong, Ct));
            Assert.Equal(SearchParser.PositionParameter, Assert.Single(refused.Errors).Path);
        }

        await using var other = database.OpenAgain(TimeProvider.System); // another exchange
        Assert.Equal(2, (await other.SearchAsync(query with { Position = next })).Matches.Count);
    }

    [Fact]
    public async Task Totals_are_counted_or_estimated_or_left_out()
    {
        var patient = NewId();
        Task<IReadOnlyList<StoredResource>> Store(int count, string code) => db.StoreAsync(
            [.. Enumerable.Range(0, count).Select(i => Write(Made(patient, code, 1, i), $"{patient}-{code}{i}"))]);
        async Task<long?> Total(string parameters) =>
            (await db.SearchAsync("Observation", $"patient={patient}&{parameters}&_count=3")).Total;
        await Store(30, "x");

        foreach (var (asked, total) in new (string, long?)[] { ("none", null), ("estimate", 30), ("accurate", 30) })
            Assert.Equal(total, await Total($"_total={asked}"));
        await Store(1_200, "many");
        Assert.Equal(1_200, await Total("code=many&_total=accurate"));
        Assert.True(await Total("code=many&_total=estimate") >= 1_000);
    }

    private static Observation Made(string patient, string code, int day, decimal? value)
    {
        var made = Observation(patient, code, Day(day));
        (made.Code, made.Value) = (new("urn:c", code), value is { } v ? new Quantity(v, "mmol/L") : null);
        return made;
    }

    private async Task WriteAsync(
        string patient, System.Runtime.CompilerServices.StrongBox<int> written, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var made = Made(patient, i % 2 == 0 ? "a" : "z", 1 + (i % 9), i % 6);
            made.Status = i % 3 == 0 ? ObservationStatus.Amended : ObservationStatus.Final;
            await db.StoreAsync(Write(made, $"{patient}-w{i % 50}", at: Nine.AddSeconds(i)));
            Interlocked.Increment(ref written.Value);
            await Task.Yield();
        }
    }

    private async Task<List<string>> PagesAsync(string parameters)
    {
        var (seen, position) = (new List<string>(), (string?)null);
        do
        {
            var page = await db.SearchAsync(Query("Observation", parameters) with { Position = position });
            seen.AddRange(page.Matches.Select(m => m.Id));
            position = page.Next;
        }
        while (position is not null && seen.Count < 1_000);
        return seen;
    }
}

public sealed class SearchPagingOnSqlite(SqliteStore db) : SearchPagingContract(db), IClassFixture<SqliteStore>;

public sealed class SearchPagingOnPostgres(PostgresStore db) : SearchPagingContract(db), IClassFixture<PostgresStore>;
