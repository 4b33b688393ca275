using Hl7.Fhir.Model;
using IntegrationHub.Store;
using Xunit;
using static IntegrationHub.Integration.Store.Samples;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Store;

/// <summary>Chains, reverse chains, lists, compartments, includes and searches over several types.</summary>
public abstract class SearchChainsContract(IStoreDatabase database) : IAsyncLifetime
{
    private readonly HubDb db = database.Db;
    private readonly string key = NewId()[..8];

    // A hospital, two patients of it, a visit and two results: all named after the test.
    public async ValueTask InitializeAsync()
    {
        await db.StoreAsync(
            Write(new Organization { Name = $"三院{key}" }, Id("org")),
            Write(With(Patient($"{key}-1", "张三"), p => p.ManagingOrganization = Ref("Organization", "org")), Id("p1")),
            Write(With(Patient($"{key}-2", "李四"), p => p.Link = [new() { Other = Ref("Patient", "p1") }]), Id("p2")),
            Write(
                new Encounter
                {
                    Status = Encounter.EncounterStatus.Finished,
                    Class = new("urn:c", "IMP"),
                    Subject = Ref("Patient", "p1"),
                },
                Id("e1")),
            Write(With(Observation(Id("p1"), "718-7", Day(1)), o => o.Encounter = Ref("Encounter", "e1")), Id("o1")),
            Write(Observation(Id("p2"), "718-7", Day(2), status: "preliminary"), Id("o2")),
            Write(
                new List
                {
                    Status = List.ListStatus.Current,
                    Mode = ListMode.Working,
                    Entry = [new() { Item = Ref("Patient", "p2") }],
                },
                Id("l1")),
            Write(
                new Provenance
                {
                    Target = [Ref("Observation", "o1")],
                    Recorded = Nine,
                    Agent = [new() { Who = Ref("Organization", "org") }],
                },
                Id("v1")));
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("Observation", "patient.name=张三&_id={o1},{o2}", "o1")]
    [InlineData("Observation", "subject:Patient.organization.name=三院{k}", "o1")]
    [InlineData("Observation", "patient.organization.name:contains=院{k}", "o1")]
    [InlineData("Observation", "patient.identifier={k}-2", "o2")]
    [InlineData("Observation", "encounter.class=IMP&encounter.patient.organization.name=三院{k}", "o1")]
    [InlineData("Observation", "patient._has:List:item:_id={l1}", "o2")]
    [InlineData("Observation", "patient.organization:missing=true&_id={o1},{o2}", "o2")]
    [InlineData("Observation", "patient.gender=male&_id={o1},{o2}", "o1 o2")]
    [InlineData("Observation", "patient.birthdate=gt1990&_id={o1},{o2}", "")]
    [InlineData("Patient", "_has:Observation:patient:status=final&_id={p1},{p2}", "p1")]
    [InlineData("Patient", "_has:Observation:subject:code:not=1-1&_id={p1},{p2}", "p1 p2")]
    [InlineData("Patient", "_has:Observation:patient:encounter.class=IMP&_id={p1},{p2}", "p1")]
    [InlineData("Patient", "_has:Encounter:patient:_has:Observation:encounter:code=718-7&_id={p1},{p2}", "p1")]
    [InlineData("Patient", "_has:Observation:patient:status=preliminary,final&_has:List:item:status=current&_id={p2}", "p2")]
    [InlineData("Patient", "_list={l1}", "p2")]
    [InlineData("Patient", "link={p1}", "p2")]
    [InlineData("Organization", "_has:Patient:organization:name=张三&_id={org}", "org")]
    [InlineData("Organization", "_has:Provenance:agent:target={o1}&_id={org}", "org")]
    public async Task Chains_lead_there_and_back(string type, string parameters, string expected)
    {
        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Id),
            await db.IdsAsync(type, Named(parameters) + "&_sort=_id"));
    }

    [Theory]
    [InlineData("Observation", "_id={o1}&_include=Observation:subject", "p1")]
    [InlineData("Observation", "_id={o1}&_include=Observation:patient&_include=Observation:encounter", "e1 p1")]
    [InlineData("Observation", "_id={o1}&_include=*", "e1 p1")]
    [InlineData("Observation", "_id={o1}&_include=Observation:*&_include:iterate=Patient:organization", "e1 p1 org")]
    [InlineData("Observation", "_id={o1}&_include=Observation:subject:Group", "")]
    [InlineData("Observation", "_id={o1}&_revinclude=Provenance:target&_include:iterate=Provenance:agent", "org v1")]
    [InlineData("Patient", "_id={p1},{p2}&_revinclude=Observation:patient&_include=Patient:link", "o1 o2")]
    [InlineData("Patient", "_id={p1}&_revinclude=Observation:subject&_revinclude:iterate=Provenance:target", "o1 v1")]
    [InlineData("Patient", "_id={p2}&_revinclude=List:*&_include=Patient:link:Patient", "l1 p1")]
    public async Task What_is_referred_to_comes_along_once(string type, string parameters, string expected)
    {
        var page = await db.SearchAsync(type, Named(parameters));

        Assert.Equal(
            expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Id).Order(StringComparer.Ordinal),
            page.Included.Select(i => i.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_page_that_would_bring_too_much_along_becomes_shorter()
    {
        var owners = Enumerable.Range(0, 3).Select(i => Id($"big{i}")).ToArray();
        await db.StoreAsync([.. owners.Select(o => Write(new Patient { Active = true }, o))]);
        foreach (var owner in owners)
            await db.StoreAsync([.. Enumerable.Range(0, 400).Select(i => Write(
                new Flag
                {
                    Status = Flag.FlagStatus.Active, Code = new("urn:f", "f"), Subject = new($"Patient/{owner}"),
                },
                $"{owner}-{i}"))]);

        var (matches, included, position) = (new List<string>(), new List<string>(), (string?)null);
        do
        {
            var query = Query("Patient", $"_id={string.Join(',', owners)}&_revinclude=Flag:patient&_sort=_id");
            var page = await db.SearchAsync(query with { Position = position });
            Assert.InRange(page.Included.Count, 1, Searches.MostIncluded);
            Assert.Equal(page.Matches.Count * 400, page.Included.Count);
            matches.AddRange(page.Matches.Select(m => m.Id));
            included.AddRange(page.Included.Select(m => m.Id));
            position = page.Next;
        }
        while (position is not null);

        Assert.Equal(owners, matches);
        Assert.Equal(1_200, included.Distinct().Count());
    }

    [Fact]
    public async Task A_compartment_holds_what_belongs_to_its_owner()
    {
        async Task<IEnumerable<string>> In(string owner, string type, string parameters = "")
        {
            var pairs = parameters.Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(p => KeyValuePair.Create(p.Split('=')[0], p.Split('=')[1]));
            var (ownerType, id) = (owner.Split('/')[0], owner.Split('/')[1]);
            var query = SearchParser.Parse(type, pairs, Nine, compartment: new(ownerType, Id(id))).Value;
            return (await db.SearchAsync(query)).Matches.Select(m => m.Id);
        }

        Assert.Equal([Id("o1")], await In("Patient/p1", "Observation"));
        Assert.Equal([Id("o1")], await In("Patient/p1", "Observation", "status=final&_total=accurate"));
        Assert.Empty(await In("Patient/p1", "Observation", "status=preliminary"));
        Assert.Equal([Id("e1")], await In("Patient/p1", "Encounter"));
        Assert.Equal([Id("o1")], await In("Encounter/e1", "Observation"));
        Assert.Equal([Id("p2")], await In("Patient/p1", "Patient"));
        Assert.False(SearchParser.Parse("Organization", [], Nine, compartment: new("Patient", Id("p1"))).IsOk);
    }

    [Fact]
    public async Task Several_types_are_searched_together_by_what_all_of_them_have()
    {
        var found = new List<string>();
        var ids = Named("{o1},{o2},{p1},{e1},{org}");
        var query = Query(null, $"_type=Observation,Patient,Encounter&_id={ids}&_count=2");
        string? position = null;
        do
        {
            var page = await db.SearchAsync(query with { Position = position });
            found.AddRange(page.Matches.Select(m => $"{m.Type}/{m.Id}"));
            position = page.Next;
        }
        while (position is not null);

        Assert.Equal(
            [$"Encounter/{Id("e1")}", $"Observation/{Id("o1")}", $"Observation/{Id("o2")}", $"Patient/{Id("p1")}"],
            found.Order(StringComparer.Ordinal));
        var all = await db.SearchAsync(Query(null, $"_id={Named("{o1},{org}")}&_sort=_id&_total=accurate"));
        Assert.Equal((2L, Id("o1"), Id("org")), (all.Total, all.Matches[0].Id, all.Matches[1].Id));
        Assert.False(SearchParser.Parse(null, [new("code", "x")], Nine).IsOk);
    }

    [Fact]
    public async Task A_search_for_ids_tells_none_one_and_many_apart()
    {
        Task<Contracts.Result<IReadOnlyList<ResourceKey>>> Find(string parameters) => db.ReadAsync(r =>
            Searches.FindIdsAsync(r, Query("Patient", Named(parameters)), 2, Ct));

        Assert.Empty((await Find("identifier={k}-9")).Value);
        Assert.Equal([new("Patient", Id("p1"))], (await Find("identifier={k}-1")).Value);
        Assert.Equal(2, (await Find("gender=male")).Value.Count);
    }

    private static T With<T>(T resource, Action<T> change)
    {
        change(resource);
        return resource;
    }

    private string Id(string name) => $"{key}-{name}";

    private ResourceReference Ref(string type, string name) => new($"{type}/{Id(name)}");

    private string Named(string parameters) => parameters.Replace("{k}", key, StringComparison.Ordinal)
        .Replace("{", key + "-", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal);
}

public sealed class SearchChainsOnSqlite(SqliteStore db) : SearchChainsContract(db), IClassFixture<SqliteStore>;

public sealed class SearchChainsOnPostgres(PostgresStore db) : SearchChainsContract(db), IClassFixture<PostgresStore>;
