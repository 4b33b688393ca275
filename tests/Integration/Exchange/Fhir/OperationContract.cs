using Hl7.Fhir.Model;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Operations on stored resources, over HTTP.</summary>
public abstract class OperationContract(IFhirExchanges exchanges)
{
    private FhirCaller Town => exchanges.Towns[0];

    [Fact]
    public async Task Meta_is_read_added_to_and_taken_from()
    {
        var id = (await Town.CreateAsync(new Patient { Active = true })).Id;
        var tag = new Coding("http://tags.test", Guid.NewGuid().ToString("N"));
        var given = new Parameters
        {
            Parameter = [new() { Name = "meta", Value = new Meta { Tag = [tag], Profile = ["http://p.test/" + tag.Code] } }],
        };

        var added = await Town.PostAsync($"Patient/{id}/$meta-add", given);
        var read = await Town.GetAsync($"Patient/{id}/$meta");
        var type = await Town.GetAsync("Patient/$meta");
        var system = await Town.GetAsync("$meta");
        var found = await Town.BundleAsync($"Patient?_tag={tag.Code}");
        var taken = await Town.PostAsync($"Patient/{id}/$meta-delete", given);
        var bad = await Town.PostAsync($"Patient/{id}/$meta-add", new Parameters());
        await exchanges.County.CareForAsync(id); // it sees the record
        var stranger = await exchanges.County.PostAsync($"Patient/{id}/$meta-add", given);

        Assert.Equal([tag.Code], MetaOf(added).Tag.Select(t => t.Code));
        Assert.Equal("2", MetaOf(read).VersionId);
        Assert.Contains(MetaOf(type).Tag, t => t.Code == tag.Code);
        Assert.Contains(MetaOf(system).Profile, p => p == "http://p.test/" + tag.Code);
        Assert.Single(found.Entry);
        Assert.Empty(MetaOf(taken).Tag);
        Assert.Empty(MetaOf(taken).Profile);
        Assert.Equal((400, 403), (bad.Status, stranger.Status));
    }

    [Fact]
    public async Task Everything_of_a_patient_comes_page_by_page_with_what_it_refers_to()
    {
        var practitioner = (await Town.CreateAsync(new Practitioner { Active = true })).Id;
        var patient = (await Town.CreateAsync(new Patient
        {
            GeneralPractitioner = [new($"Practitioner/{practitioner}")],
        })).Id;
        var other = (await Town.CreateAsync(new Patient { Active = true })).Id;
        var foreign = await Town.CreateAsync(Observed(other, "1-1", 1));
        for (var day = 1; day <= 5; day++)
            await Town.CreateAsync(Observed(patient, "718-7", day));
        await Town.CreateAsync(new Condition { Subject = new($"Patient/{patient}") });

        var seen = new List<string>();
        string? next = $"Patient/{patient}/$everything?_count=3";
        var pages = 0;
        for (; next is not null; pages++)
        {
            var page = await Town.BundleAsync(next);
            seen.AddRange(page.Entry.Where(e => e.Search!.Mode == Bundle.SearchEntryMode.Match)
                .Select(e => e.Resource!.TypeName));
            if (pages == 0)
                Assert.Contains(page.Entry, e => e.Resource!.Id == practitioner
                    && e.Search!.Mode == Bundle.SearchEntryMode.Include);
            Assert.DoesNotContain(page.Entry, e => e.Resource!.Id == foreign.Id || e.Resource.Id == other);
            next = page.NextLink?.ToString();
        }

        Assert.Equal(2, pages);
        Assert.Equal(["Patient", "Condition", .. Enumerable.Repeat("Observation", 5)], seen);
        var conditions = await Town.BundleAsync($"Patient/{patient}/$everything?_type=Condition");
        Assert.Equal(["Condition"], conditions.Entry.Select(e => e.Resource!.TypeName));
        var since = await Town.BundleAsync($"Patient/{patient}/$everything?_since=2999-01-01");
        Assert.Empty(since.Entry);
        Assert.Equal(404, (await Town.GetAsync("Patient/nobody/$everything")).Status);
        Assert.Equal(400, (await Town.GetAsync($"Patient/{patient}/$everything?_count=x")).Status);
    }

    [Fact]
    public async Task The_last_observations_come_for_each_code()
    {
        var patient = (await Town.CreateAsync(new Patient { Active = true })).Id;
        for (var day = 1; day <= 4; day++)
        {
            await Town.CreateAsync(Observed(patient, "718-7", day));
            await Town.CreateAsync(Observed(patient, "2345-7", day + 10));
        }

        var last = await Town.BundleAsync($"Observation/$lastn?patient=Patient/{patient}");
        var two = await Town.BundleAsync($"Observation/$lastn?subject={patient}&max=2&code=http://loinc.org|718-7");
        var none = await Town.BundleAsync($"Observation/$lastn?patient={patient}&category=vital-signs");
        var whose = await Town.GetAsync("Observation/$lastn");

        Assert.Equal(["14", "04"], last.Entry.Select(e => Day(e.Resource!)));
        Assert.Equal(["04", "03"], two.Entry.Select(e => Day(e.Resource!)));
        Assert.Empty(none.Entry);
        Assert.Equal((400, "FieldMissing patient"), (whose.Status, whose.Issues[0]));
    }

    [Fact]
    public async Task What_is_expunged_is_gone_for_good_and_needs_its_right()
    {
        var id = (await Town.CreateAsync(new Patient { Active = true })).Id;
        await Town.PutAsync($"Patient/{id}", new Patient { Id = id, Active = false });
        await Town.DeleteAsync($"Patient/{id}");
        var kept = (await Town.CreateAsync(new Patient { Active = true })).Id;
        await Town.PutAsync($"Patient/{kept}", new Patient { Id = kept, Active = false });
        var deleted = Flags(("expungeDeletedResources", true));
        var versions = Flags(("expungePreviousVersions", true));

        Assert.Equal(403, (await Town.PostAsync($"Patient/{id}/$expunge", deleted)).Status);
        Assert.Equal(400, (await exchanges.Operator.PostAsync($"Patient/{id}/$expunge", Flags())).Status);
        var gone = await exchanges.Operator.PostAsync($"Patient/{id}/$expunge", deleted);
        var alive = await exchanges.Operator.PostAsync($"Patient/{kept}/$expunge", deleted);
        var older = await exchanges.Operator.PostAsync($"Patient/{kept}/$expunge", versions);

        Assert.Equal((1, 0, 1), (CountOf(gone), CountOf(alive), CountOf(older)));
        Assert.Equal(404, (await Town.GetAsync($"Patient/{id}")).Status);
        Assert.Equal(404, (await Town.GetAsync($"Patient/{id}/_history")).Status);
        Assert.Equal(404, (await Town.GetAsync($"Patient/{kept}/_history/1")).Status);
        Assert.Equal("W/\"2\"", (await Town.GetAsync($"Patient/{kept}")).ETag);
    }

    [Fact]
    public async Task An_index_job_is_started_and_followed_by_those_with_the_right()
    {
        await Town.CreateAsync(new Patient { Active = true });
        Assert.Equal(403, (await Town.PostAsync("$reindex", new Parameters())).Status);
        var started = await exchanges.Operator.PostAsync("Patient/$reindex", new Parameters());
        var job = started.Resource<Parameters>().Parameter.Single(p => p.Name == "job").Value!.ToString();

        Assert.Equal(202, started.Status);
        for (var tries = 0; ; tries++)
        {
            var progress = await exchanges.Operator.GetAsync($"$reindex?job={job}");
            var said = progress.Resource<Parameters>().Parameter.ToLookup(p => p.Name!, p => p.Value!.ToString());
            if (said["status"].Single() == "completed")
            {
                Assert.NotEqual("0", said["done"].Single());
                break;
            }

            Assert.True(tries < 100, "The job does not come to an end.");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        Assert.Equal(404, (await exchanges.Operator.GetAsync($"$reindex?job={Guid.NewGuid()}")).Status);
    }

    private static Observation Observed(string patient, string code, int day) => new()
    {
        Status = ObservationStatus.Final,
        Code = new("http://loinc.org", code),
        Subject = new($"Patient/{patient}"),
        Effective = new FhirDateTime($"2026-03-{day:00}"),
    };

    private static string Day(Resource observation) => ((FhirDateTime)((Observation)observation).Effective!).Value![8..];

    private static Parameters Flags(params (string Name, bool Value)[] flags) => new()
    {
        Parameter = [.. flags.Select(f => new Parameters.ParameterComponent
        {
            Name = f.Name,
            Value = new FhirBoolean(f.Value),
        }),],
    };

    private static Meta MetaOf(FhirReply reply) => (Meta)reply.Resource<Parameters>().Parameter.Single().Value!;

    private static int CountOf(FhirReply reply) =>
        ((Integer)reply.Resource<Parameters>().Parameter.Single().Value!).Value!.Value;
}

public sealed class OperationsOnSqlite(SqliteFhir exchanges)
    : OperationContract(exchanges), IClassFixture<SqliteFhir>;

public sealed class OperationsOnPostgres(PostgresFhir exchanges)
    : OperationContract(exchanges), IClassFixture<PostgresFhir>;
