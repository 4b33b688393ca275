using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;
using FhirTask = Hl7.Fhir.Model.Task;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Store;

/// <summary>Searching: what every database must find, and in which order.</summary>
public abstract class SearchContract(IStoreDatabase database)
{
    private readonly HubDb db = database.Db;

    [Fact]
    public async Task Results_of_a_patient_by_code_come_newest_first()
    {
        var (patient, other) = (NewId(), NewId());
        await StoreAsync(patient, ("o1", "718-7", Day(1)), ("o3", "718-7", Day(3)), ("o2", "718-7", Day(2)),
            ("x", "2-2", Day(4)));
        await StoreAsync(other, ("y", "718-7", Day(5)));

        Assert.Equal(Of(patient, "o3", "o2", "o1"), await FindAsync($"patient={patient}&code={Loinc}|718-7"));
        Assert.Equal(Of(patient, "o1", "o2", "o3"),
            await FindAsync($"patient=Patient/{patient}&code=718-7&_sort=date"));
        Assert.Equal(Of(patient, "x", "o3", "o2", "o1"), await FindAsync($"subject=Patient/{patient}"));
        Assert.Equal(Of(patient, "x", "o3", "o2", "o1"), await FindAsync($"patient={patient}&code=718-7,2-2"));
        Assert.Empty(await FindAsync($"patient={patient}&code=|718-7"));
        Assert.Empty(await FindAsync($"patient={patient}&code=718-7&code=2-2"));
        Assert.Equal(Of(patient, "x", "o3", "o2", "o1"), await FindAsync($"patient={patient}&code={Loinc}|"));
    }

    [Theory]
    [InlineData("date=2026-01-02", "o2")]
    [InlineData("date=2026-01", "o3 o2 o1")]
    [InlineData("date=ne2026-01-02", "o3 o1")]
    [InlineData("date=gt2026-01-02", "o3")]
    [InlineData("date=ge2026-01-02", "o3 o2")]
    [InlineData("date=lt2026-01-02", "o1")]
    [InlineData("date=le2026-01-02", "o2 o1")]
    [InlineData("date=sa2026-01-02", "o3")]
    [InlineData("date=eb2026-01-02", "o1")]
    [InlineData("date=ap2026-01-02T08:00:00+08:00", "o3 o2 o1")]
    [InlineData("date=ge2026-01-02&date=lt2026-01-03", "o2")]
    [InlineData("date=2026-01-01,2026-01-03", "o3 o1")]
    [InlineData("status=final", "o3 o2 o1")]
    [InlineData("status=final&category=laboratory&date=gt2026-01-01", "o3 o2")]
    [InlineData("status=preliminary,final", "o3 o2 o1")]
    [InlineData("status=preliminary", "")]
    [InlineData("_lastUpdated=gt2020-01-01", "o3 o2 o1")]
    [InlineData("_lastUpdated=lt2020-01-01", "")]
    public async Task Dates_and_codes_narrow_a_patients_results(string parameters, string expected)
    {
        var patient = NewId();
        await StoreAsync(patient, ("o1", "1-8", Day(1)), ("o2", "1-8", Day(2)), ("o3", "1-8", Day(3)));

        var names = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Of(patient, names), await FindAsync($"patient={patient}&{parameters}"));
        Assert.Equal(Of(patient, names), await FindAsync($"patient={patient}&code=1-8&{parameters}"));
    }

    [Theory]
    [InlineData("date=ge2031-05-10", "short long")]
    [InlineData("date=gt2031-05-10", "short long")]
    [InlineData("date=2031-05-11", "short")]
    [InlineData("date=lt2031-05-10&date=ge2031-05-10", "long")]
    [InlineData("date=sa2031-05-10", "short")]
    [InlineData("date=eb2031-05-10&date=gt2031-04-01", "early")]
    public async Task Visits_still_going_on_are_found_without_naming_a_patient(string parameters, string expected)
    {
        var tag = NewId()[..8];
        foreach (var (name, start, end) in new[]
                 {
                     ("early", "2031-04-01T08:00:00+08:00", "2031-04-03T08:00:00+08:00"),
                     ("long", "2031-04-20T08:00:00+08:00", ""),
                         ("short", "2031-05-11T08:00:00+08:00", "2031-05-11T09:00:00+08:00"),
                 })
        {
            await db.StoreOneAsync(
                new Encounter
                {
                    Status = Encounter.EncounterStatus.InProgress,
                    Class = new("urn:test", tag),
                    Period = new() { Start = start, End = end.Length == 0 ? null : end },
                },
                $"{tag}-{name}");
        }

        var names = expected.Split(' ').Select(n => $"{tag}-{n}").ToArray();
        Assert.Equal(names, await db.IdsAsync("Encounter", $"class={tag}&{parameters}"));
        var all = await db.IdsAsync("Encounter", parameters + "&_count=500");
        Assert.Equal(names, all.Where(id => id.StartsWith(tag, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Identifiers_are_found_with_and_without_their_system_and_through_a_chain()
    {
        var number = NewId();
        var patient = await db.StoreOneAsync(Patient(number));
        await StoreAsync(patient.Id, ("o1", "1-8", Day(1)));
        var system = FhirNames.Scoped(County, "mr");

        Assert.Equal([patient.Id], await db.IdsAsync("Patient", $"identifier={system}|{number}"));
        Assert.Equal([patient.Id], await db.IdsAsync("Patient", $"identifier={number}"));
        Assert.Empty(await db.IdsAsync("Patient", $"identifier=urn:other|{number}"));
        Assert.Equal([patient.Id], await db.IdsAsync("Patient", $"_id={patient.Id}&identifier={system}|{number}"));
        Assert.Equal([patient.Id], await db.IdsAsync("Patient", $"_id={patient.Id}&identifier={system}|"));
        Assert.Empty(await db.IdsAsync("Patient", $"_id={patient.Id}&identifier:not={number}"));
        Assert.Empty(await db.IdsAsync("Patient", $"_id={patient.Id}&identifier:missing=true"));
        var many = string.Join(',', Enumerable.Range(0, 100)) + "," + number;
        Assert.Equal([patient.Id], await db.IdsAsync("Patient", $"identifier={many}"));
        Assert.Equal([patient.Id], await db.IdsAsync("Patient", $"_id={patient.Id}&identifier={many}&_sort=identifier"));
        Assert.Equal(Of(patient.Id, "o1"), await FindAsync($"patient.identifier={system}|{number}"));
        Assert.Equal(Of(patient.Id, "o1"), await FindAsync($"subject:Patient.identifier={number}&code=1-8"));
        Assert.Empty(await FindAsync($"patient.identifier={system}|nobody"));
    }

    [Fact]
    public async Task References_strings_ids_and_other_dates_are_found()
    {
        var (visit, patient) = (NewId(), await db.StoreOneAsync(Patient(NewId(), "Ａｎｎａ 欧阳")));
        var observation = Observation(patient.Id, "1-8", Day(1));
        observation.Encounter = new($"Encounter/{visit}");
        var stored = await db.StoreOneAsync(observation);

        Assert.Equal([stored.Id], await db.IdsAsync("Observation", $"encounter={visit}"));
        Assert.Equal([stored.Id], await db.IdsAsync("Observation", $"encounter=Encounter/{visit}&status=final"));
        Assert.Equal([stored.Id],
            await db.IdsAsync("Observation", $"patient={patient.Id}&encounter=Encounter/{visit}"));
        Assert.Contains(patient.Id, await db.IdsAsync("Patient", "name=anna&_count=100"));
        Assert.Contains(patient.Id, await db.IdsAsync("Patient", "name:exact=Ａｎｎａ 欧阳&_count=100"));
        Assert.DoesNotContain(patient.Id, await db.IdsAsync("Patient", "name:exact=anna&_count=100"));
        Assert.Equal([patient.Id], await db.IdsAsync("Patient", $"_id={patient.Id}&birthdate=1980-01-01&gender=male"));
        Assert.Contains(patient.Id, await db.IdsAsync("Patient", "birthdate=1980-01-01&_count=500"));
        Assert.Empty(await db.IdsAsync("Patient", $"_id={patient.Id}&birthdate=gt1980-01-01"));
        Assert.Equal(2,
            (await db.IdsAsync("Patient", $"_id={patient.Id},{(await db.StoreOneAsync(Patient(NewId()))).Id}")).Length);
    }

    [Fact]
    public async Task What_changed_is_found_by_its_new_values_only()
    {
        var patient = NewId();
        var first = await db.StoreOneAsync(Observation(patient, "1-8", Day(1), status: "preliminary"));
        await db.StoreOneAsync(Observation(patient, "1-8", Day(2)), first.Id, at: Nine.AddHours(1));

        Assert.Equal([first.Id], await FindAsync($"patient={patient}&status=final&code=1-8"));
        Assert.Empty(await FindAsync($"patient={patient}&status=preliminary"));
        Assert.Empty(await FindAsync($"patient={patient}&date=2026-01-01"));
        Assert.Equal([first.Id], await FindAsync($"patient={patient}&date=2026-01-02"));
    }

    [Theory]
    [InlineData("_sort=-date")]
    [InlineData("_sort=date")]
    [InlineData("_sort=_id")]
    [InlineData("_sort=-_id")]
    [InlineData("_sort=_lastUpdated")]
    [InlineData("_sort=-_lastUpdated")]
    public async Task Pages_hold_every_match_once_while_others_write(string sort)
    {
        var patient = NewId();
        // Several at the same moment: the id must decide.
        await StoreAsync(patient, [.. Enumerable.Range(0, 23).Select(i => ($"p{i:00}", "1-8", Day(1 + (i / 5))))]);
        var all = await FindAsync($"patient={patient}&code=1-8&{sort}&_count=100");

        var (seen, position) = (new List<string>(), (string?)null);
        do
        {
            var query = Query("Observation", $"patient={patient}&code=1-8&{sort}&_count=5") with
            {
                Position = position,
            };
            var page = await db.SearchAsync(query);
            seen.AddRange(page.Matches.Select(m => m.Id));
            position = page.Next;
            await StoreAsync(patient, ($"new{seen.Count}", "1-8", Day(31)), ($"old{seen.Count}", "1-8", "2020-01-01"));
        }
        while (position is not null && seen.Count < 100);

        Assert.Equal(23, all.Length);
        Assert.Equal(all, seen.Where(id => id.Contains("-p", StringComparison.Ordinal)));
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task Totals_and_includes_come_with_the_page()
    {
        var patient = await db.StoreOneAsync(Patient(NewId()));
        await StoreAsync(patient.Id, ("a", "1-8", Day(1)), ("b", "1-8", Day(2)), ("c", "1-8", Day(3)));

        var page = await db.SearchAsync(
            "Observation", $"patient={patient.Id}&code=1-8&_count=2&_total=accurate&_include=Observation:subject");
        Assert.Equal((2, 3L), (page.Matches.Count, page.Total));
        Assert.Equal([patient.Id], page.Included.Select(i => i.Id));
        var count = await db.SearchAsync("Observation", $"patient={patient.Id}&code=1-8,2-8&_summary=count");
        Assert.Equal((0, 3L, null), (count.Matches.Count, count.Total, count.Next));
        Assert.Equal(3L, (await db.SearchAsync("Observation", $"subject={patient.Id}&_count=0")).Total);
    }

    [Fact]
    public async Task Worklists_by_status_need_no_patient()
    {
        var owner = NewId();
        foreach (var (name, day) in new[] { ("t1", 1), ("t2", 2) })
        {
            await db.StoreOneAsync(
                new FhirTask
                {
                    Status = FhirTask.TaskStatus.Requested,
                    Intent = FhirTask.TaskIntent.Order,
                    Owner = new($"Organization/{owner}"),
                    AuthoredOn = Day(day),
                },
                $"{owner}-{name}");
        }

        Assert.Equal(Of(owner, "t2", "t1"), await db.IdsAsync("Task", $"owner=Organization/{owner}&status=requested"));
        var open = await db.IdsAsync("Task", "status=requested&_count=500");
        Assert.Equal(Of(owner, "t2", "t1"), open.Where(id => id.StartsWith(owner, StringComparison.Ordinal)));
        Assert.Equal(open.Length,
            (await db.IdsAsync("Task", "_sort=-_lastUpdated&status=requested&_count=500")).Length);
    }

    private static string[] Of(string patient, params string[] names) => [.. names.Select(n => $"{patient}-{n}")];

    private Task<string[]> FindAsync(string parameters) => db.IdsAsync("Observation", parameters);

    private Task<IReadOnlyList<StoredResource>> StoreAsync(
        string patient, params (string Name, string Code, string At)[] rows) => db.StoreAsync(
        [.. rows.Select(r => Write(Observation(patient, r.Code, r.At), $"{patient}-{r.Name}"))]);
}

public sealed class SearchOnSqlite(SqliteStore db) : SearchContract(db), IClassFixture<SqliteStore>;

public sealed class SearchOnPostgres(PostgresStore db) : SearchContract(db), IClassFixture<PostgresStore>;
