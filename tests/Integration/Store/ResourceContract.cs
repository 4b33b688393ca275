using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Store;

/// <summary>Writing and reading resources: what every database must do.</summary>
public abstract class ResourceContract(IStoreDatabase database)
{
    private readonly HubDb db = database.Db;

    [Fact]
    public async Task What_is_written_is_read_back_with_id_version_and_time_in_its_JSON()
    {
        var patient = Patient("A1");
        patient.Meta = new() { Profile = ["http://example.org/p"], Source = "urn:hub:test" };

        var stored = await db.StoreOneAsync(patient);
        var read = await db.ReadAsync(r => Resources.ReadAsync(r, "Patient", stored.Id, Ct));

        Assert.Equal(stored with { Changed = false }, read);
        var body = FhirJson.Parse<Patient>(read!.BodyJson);
        Assert.Equal((stored.Id, "1", stored.LastUpdated), (body.Id, body.Meta!.VersionId, body.Meta.LastUpdated));
        Assert.Equal(("http://example.org/p", "urn:hub:test"), (body.Meta.Profile.Single(), body.Meta.Source));
        Assert.Equal("张三", body.Name[0].Text);
        Assert.True(FhirJson.TryParse(read.BodyJson).IsOk);
    }

    [Fact]
    public async Task A_change_makes_a_new_version_and_keeps_the_old_one()
    {
        var first = await db.StoreOneAsync(Patient("B1"));
        var second = await db.StoreOneAsync(Patient("B1", "李四"), first.Id, at: Nine.AddHours(1));

        Assert.Equal((2, true), (second.Version, second.Changed));
        Assert.True(second.LastUpdated > first.LastUpdated);
        var old = await db.ReadAsync(r => Resources.ReadVersionAsync(r, "Patient", first.Id, 1, Ct));
        Assert.Equal(first with { Changed = false }, old);
        var history = await db.ReadAsync(r => Histories.RunAsync(
            r, new() { Type = "Patient", Id = first.Id, Limit = 10 }, Ct));
        Assert.Equal([2, 1], history.Select(h => h.Version));
        var older = await db.ReadAsync(r => Histories.RunAsync(
            r, new() { Type = "Patient", Id = first.Id, After = Histories.PositionOf(history[0]), Limit = 10 }, Ct));
        Assert.Equal([1], older.Select(h => h.Version));
    }

    [Fact]
    public async Task Identical_content_makes_no_new_version_but_its_time_guards_against_what_lies_between()
    {
        var first = await db.StoreOneAsync(Patient("C1"));
        var same = await db.StoreOneAsync(Patient("C1"), first.Id, at: Nine.AddHours(2));
        var between = await db.StoreOneAsync(Patient("C1", "旧"), first.Id, at: Nine.AddHours(1));

        Assert.Equal((1, false), (same.Version, same.Changed));
        Assert.Equal((1, false, first.BodyJson), (between.Version, between.Changed, between.BodyJson));
    }

    [Fact]
    public async Task An_older_event_never_overwrites_a_newer_one()
    {
        var newer = await db.StoreOneAsync(Patient("D1", "新"), at: Nine.AddHours(1));
        var older = await db.StoreOneAsync(Patient("D1", "旧"), newer.Id, at: Nine);

        Assert.Equal(newer with { Changed = false }, older);
    }

    [Fact]
    public async Task Many_writes_in_one_call_come_back_in_their_order_and_one_resource_twice_gets_two_versions()
    {
        var (patient, observation) = (NewId(), NewId());
        var stored = await db.StoreAsync(
            Write(Observation(patient, "718-7", Day(1)), observation),
            Write(Patient("E1"), patient),
            Write(Observation(patient, "718-7", Day(1), value: 2), observation));

        Assert.Equal(
            [("Observation", observation, 1), ("Patient", patient, 1), ("Observation", observation, 2)],
            stored.Select(s => (s.Type, s.Id, s.Version)));
        Assert.Equal([patient, null, patient], stored.Select(s => s.PatientId));
    }

    [Fact]
    public async Task A_write_without_an_id_finds_the_one_its_key_leads_to()
    {
        var key = Key("Patient", "F1");
        var first = (await db.StoreAsync(Write(Patient("F1"), null, null, null, key)))[0];
        var again = (await db.StoreAsync(Write(Patient("F1", "改名"), null, null, Nine.AddHours(1), key)))[0];

        Assert.Equal((first.Id, 2), (again.Id, again.Version));
    }

    [Fact]
    public async Task Sixteen_writers_of_one_resource_leave_sixteen_versions_without_a_gap()
    {
        var id = NewId();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => db.StoreOneAsync(Patient("G1", $"第{i}版"), id)));

        var history = await db.ReadAsync(r => Histories.RunAsync(
            r, new() { Type = "Patient", Id = id, Limit = 100 }, Ct));
        Assert.Equal(Enumerable.Range(1, 16).Reverse(), history.Select(h => h.Version));
    }

    [Fact]
    public async Task Nothing_of_a_transaction_that_was_not_committed_is_left()
    {
        var id = NewId();
        await using (var tx = await db.BeginAsync(Ct))
            await Resources.WriteAsync(tx, [Write(Patient("H1"), id, null, null, Key("Patient", "H1"))], Ct);

        Assert.Null(await db.ReadAsync(r => Resources.ReadAsync(r, "Patient", id, Ct)));
        Assert.Empty(await db.ReadAsync(r => Identities.ResolveAsync(r, [Key("Patient", "H1")], Ct)));
        Assert.Empty(await db.IdsAsync("Patient", "identifier=H1"));
    }

    [Fact]
    public async Task Names_with_rare_characters_very_long_identifiers_and_control_characters_are_kept()
    {
        var number = new string('9', 5_000);
        var patient = Patient(number, "䶮𠮷㐂\t\u0001");
        var stored = await db.StoreOneAsync(patient);

        Assert.Equal("䶮𠮷㐂\t\u0001", FhirJson.Parse<Patient>(stored.BodyJson).Name[0].Text);
        Assert.Equal([stored.Id], await db.IdsAsync("Patient", $"identifier={number}"));
        Assert.Equal([stored.Id], await db.IdsAsync("Patient", "name=䶮𠮷"));
    }

    [Fact]
    public async Task A_patients_record_is_read_page_by_page()
    {
        var patient = NewId();
        await db.StoreAsync([.. Enumerable.Range(1, 5).Select(
            d => Write(Observation(patient, "1-8", Day(d)), NewId()))]);

        var first = await db.ReadAsync(r => Resources.OfPatientAsync(
            r, new(patient, new HashSet<string>(), null, null, 3), Ct));
        var last = new ResourceKey(first[^1].Type, first[^1].Id);
        var rest = await db.ReadAsync(r => Resources.OfPatientAsync(
            r, new(patient, new HashSet<string>(), null, last, 3), Ct));

        Assert.Equal(5, first.Concat(rest).Select(r => r.Id).Distinct().Count());
    }
}

public sealed class ResourcesOnSqlite(SqliteStore db) : ResourceContract(db), IClassFixture<SqliteStore>;

public sealed class ResourcesOnPostgres(PostgresStore db) : ResourceContract(db), IClassFixture<PostgresStore>;
