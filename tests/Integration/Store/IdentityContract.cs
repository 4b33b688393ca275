using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Store;

/// <summary>Business identifiers and merges: one resident, however many sessions say so at once.</summary>
public abstract class IdentityContract(IStoreDatabase database)
{
    private readonly HubDb db = database.Db;

    [Fact]
    public async Task Of_sessions_that_claim_one_key_at_once_all_get_the_same_id()
    {
        await using var other = database.OpenAgain(TimeProvider.System);
        var keys = Enumerable.Range(0, 20).Select(i => Key("Patient", $"race-{i}-{NewId()}")).ToArray();
        var claims = await Task.WhenAll(Enumerable.Range(0, 12).Select(session =>
            (session % 2 == 0 ? db : other).RunAsync(
            // Half of them ask in the other order: without sorting they would wait for each other.
            (tx, ct) => Identities.ClaimAsync(
                tx, (session % 3 == 0 ? keys.Reverse() : keys).ToDictionary(k => k, k => $"{session}-{k.Value}"), ct),
            Ct)));

        foreach (var key in keys)
            Assert.Single(claims.Select(c => c[key]).Distinct());
        var known = await db.ReadAsync(r => Identities.ResolveAsync(r, keys, Ct));
        Assert.Equal(keys.Select(k => claims[0][k]), keys.Select(k => known[k]));
    }

    [Fact]
    public async Task Sessions_that_store_the_same_new_resource_at_once_make_one()
    {
        await using var other = database.OpenAgain(TimeProvider.System);
        var key = Key("Patient", NewId());
        var stored = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? db : other).StoreAsync(
            Write(Patient(key.Value, $"第{i}位"), null, null, null, key))));

        Assert.Single(stored.Select(s => s[0].Id).Distinct());
        Assert.Equal(Enumerable.Range(1, 8), stored.Select(s => s[0].Version).Order());
    }

    [Fact]
    public async Task Unknown_keys_are_left_out_and_a_key_holds_for_its_type_only()
    {
        var key = Key("Patient", NewId());
        await db.RunAsync((tx, ct) => Identities.ClaimAsync(
            tx, new Dictionary<BusinessKey, string> { [key] = "p1" }, ct), Ct);

        var known = await db.ReadAsync(r => Identities.ResolveAsync(
            r, [key, key with { Type = "Encounter" }, key with { Value = "other" }], Ct));
        Assert.Equal([(key, "p1")], known.Select(k => (k.Key, k.Value)));
    }

    [Fact]
    public async Task After_a_merge_everything_of_the_one_is_found_under_the_other_with_history()
    {
        var (key, system) = (Key("Patient", NewId()), FhirNames.Scoped(County, "mr"));
        var loser = (await db.StoreAsync(Write(Patient(key.Value), null, null, null, key)))[0];
        var survivor = await db.StoreOneAsync(Patient(NewId()));
        var results = await db.StoreAsync([.. Enumerable.Range(1, 3).Select(
            d => Write(Observation(loser.Id, "1-8", Day(d), number: $"{key.Value}/{d}"), NewId()))]);
        var task = await db.StoreOneAsync(new Provenance
        {
            Recorded = Nine,
            Target = [new($"Patient/{survivor.Id}"), new($"Patient/{loser.Id}")],
        });

        var moved = await db.RunAsync(
            (tx, ct) => Resources.RepointPatientAsync(tx, loser.Id, survivor.Id, Guid.NewGuid(), ct), Ct);

        Assert.Equal(4, moved);
        Assert.Empty(await db.IdsAsync("Observation", $"patient={loser.Id}"));
        Assert.Equal(
            results.Select(r => r.Id).Reverse(), await db.IdsAsync("Observation", $"patient={survivor.Id}&code=1-8"));
        Assert.Equal([task.Id], await db.IdsAsync("Provenance", $"target=Patient/{survivor.Id}"));
        Assert.Equal([results[0].Id], await db.IdsAsync("Observation", $"identifier={key.Value}/1"));
        var read = await db.ReadAsync(r => Resources.ReadAsync(r, "Observation", results[0].Id, Ct));
        Assert.Equal((2, survivor.Id), (read!.Version, read.PatientId));
        Assert.Equal($"Patient/{survivor.Id}", FhirJson.Parse<Observation>(read.BodyJson).Subject?.Reference);
        var old = await db.ReadAsync(r => Resources.ReadVersionAsync(r, "Observation", results[0].Id, 1, Ct));
        Assert.Equal(loser.Id, old!.PatientId);
        var keys = await db.ReadAsync(r => Identities.ResolveAsync(r, [key], Ct));
        Assert.Equal(survivor.Id, keys[new("Patient", system, key.Value)]);
    }

    [Fact]
    public async Task A_record_larger_than_a_round_moves_completely()
    {
        var (loser, survivor) = (NewId(), NewId());
        await db.StoreAsync([.. Enumerable.Range(0, 450).Select(
            i => Write(Observation(loser, "1-8", Day(1 + (i % 28)), i), NewId()))]);

        var moved = await db.RunAsync(
            (tx, ct) => Resources.RepointPatientAsync(tx, loser, survivor, Guid.NewGuid(), ct), Ct);
        var again = await db.RunAsync(
            (tx, ct) => Resources.RepointPatientAsync(tx, loser, survivor, Guid.NewGuid(), ct), Ct);

        Assert.Equal((450, 0), (moved, again));
        var found = await db.SearchAsync("Observation", $"patient={survivor}&code=1-8&_summary=count");
        Assert.Equal(450, found.Total);
    }
}

public sealed class IdentitiesOnSqlite(SqliteStore db) : IdentityContract(db), IClassFixture<SqliteStore>;

public sealed class IdentitiesOnPostgres(PostgresStore db) : IdentityContract(db), IClassFixture<PostgresStore>;
