using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Integration.Exchange;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Store;

/// <summary>Index rows are written anew while everything goes on.</summary>
public abstract class ReindexContract(IStoreDatabase database)
{
    private readonly HubDb db = database.Db;

    [Fact]
    public async Task What_lost_its_rows_is_found_again_step_by_step_by_any_exchange()
    {
        var patient = NewId();
        await db.StoreAsync([.. Enumerable.Range(0, 450).Select(i => Write(
            Observation(patient, "718-7", Day(1)), $"{patient}-{i:000}"))]);
        await db.RunAsync(async (tx, ct) =>
        {
            await tx.ExecuteAsync("delete from index_token where type = 'Observation'", ct);
            await tx.ExecuteAsync("update resource set at = event_at where type = 'Observation'", ct);
            return true;
        }, Ct);
        Assert.Empty(await db.IdsAsync("Observation", $"patient={patient}&code=718-7"));

        var job = await db.RunAsync(
            (tx, ct) => IndexJobs.StartAsync(tx, ["Observation"], [], [], TimeSpan.Zero, ct), Ct);
        await using var other = database.OpenAgain(TimeProvider.System);
        Assert.True(await IndexJobs.StepAsync(db, Ct));
        var half = await db.ReadAsync(r => IndexJobs.ReadAsync(r, job.Id, Ct));
        Assert.Equal((200L, 450L, null), (half!.Done, half.Total, half.FinishedAt));
        while (await IndexJobs.StepAsync(other, Ct))
        {
        }

        var done = await db.ReadAsync(r => IndexJobs.ReadAsync(r, job.Id, Ct));
        Assert.Equal((450L, true), (done!.Done, done.FinishedAt is not null));
        Assert.Equal(450, (await db.SearchAsync(
            "Observation", $"patient={patient}&code=718-7&date=2026-01-01&_total=accurate")).Total);
        Assert.Empty(await db.ReadAsync(r => IndexJobs.OpenAsync(r, Ct)));
    }

    [Fact]
    public async Task A_stored_search_parameter_is_answered_when_all_resources_have_its_rows()
    {
        var name = "ward" + NewId()[..6];
        var location = await db.StoreOneAsync(new Location { Name = "x", Description = "三楼东" });
        var parameter = new SearchParameter
        {
            Url = $"http://example.org/{name}",
            Name = name,
            Code = name,
            Status = PublicationStatus.Active,
            Description = "ward",
            Base = [ResourceType.Location],
            Type = SearchParamType.String,
            Expression = "Location.description",
        };
        await db.StoreOneAsync(parameter);
        await db.ReadAsync(async r => { await CustomSearch.LoadAsync(r, Ct); return true; });
        var made = SearchParameters.Find("Location", name)!;
        var job = await db.RunAsync(async (tx, ct) =>
        {
            var started = await CustomSearch.BackfillAsync(tx, [made], ct);
            await tx.ExecuteAsync(
                "update index_job set start_after = created_at where id = @id", ct, ("@id", started.Id));
            return started;
        }, Ct);

        var early = await db.ReadAsync(r => Searches.RunAsync(r, Query("Location", $"{name}=三楼"), Ct));
        Assert.Equal((HubErrorCode.NotNow, name), (early.Errors.Single().Code, early.Errors.Single().Path));
        while (await IndexJobs.StepAsync(db, Ct))
        {
        }

        Assert.Equal(["Location." + name], job.Parameters);
        Assert.Equal([location.Id], await db.IdsAsync("Location", $"{name}=三楼"));
        Assert.Equal([location.Id], await db.IdsAsync("Location", $"{name}:contains=东&_id={location.Id}"));
    }
}

[Collection(Alone.Name)]
public sealed class ReindexOnSqlite(SqliteStore db) : ReindexContract(db), IClassFixture<SqliteStore>;

[Collection(Alone.Name)]
public sealed class ReindexOnPostgres(PostgresStore db) : ReindexContract(db), IClassFixture<PostgresStore>;
