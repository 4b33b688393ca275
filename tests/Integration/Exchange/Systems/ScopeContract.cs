using Hl7.Fhir.Model;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>What a token's scopes open, interaction by interaction, alone and in bundles.</summary>
public abstract class ScopeContract(IFhirExchanges exchanges)
{
    private static readonly string[] Letters = ["c", "r", "u", "d", "s"];

    private FhirCaller Town => exchanges.Towns[0];

    // method, path with {id} for a stored Basic, body: r resource, p patch; letters needed
    public static TheoryData<string, string, string, string> Interactions => new()
    {
        { "GET", "Basic/{id}", "", "r" },
        { "HEAD", "Basic/{id}", "", "r" },
        { "GET", "Basic/{id}/_history/1", "", "r" },
        { "GET", "Basic/{id}/_history", "", "r" },
        { "GET", "Basic/_history", "", "r" },
        { "GET", "_history", "", "r" },
        { "GET", "Basic?_id={id}", "", "s" },
        { "POST", "Basic/_search", "f", "s" },
        { "GET", "?_type=Basic", "", "s" },
        { "POST", "_search", "t", "s" },
        { "GET", "Patient/x/Basic", "", "s" },
        { "POST", "Basic", "r", "c" },
        { "PUT", "Basic/{id}", "i", "u" },
        { "PATCH", "Basic/{id}", "p", "u" },
        { "PUT", "Basic?_id={id}", "i", "us" },
        { "PATCH", "Basic?_id={id}", "p", "us" },
        { "DELETE", "Basic?_id={id}", "", "ds" },
        { "DELETE", "Basic/{id}", "", "d" },
        { "GET", "Basic/{id}/$meta", "", "r" },
        { "GET", "Basic/$meta", "", "r" },
        { "POST", "Basic/{id}/$meta-add", "m", "u" },
        { "POST", "Basic/{id}/$meta-delete", "m", "u" },
        { "GET", "Basic/{id}/$validate", "", "r" },
    };

    [Theory]
    [MemberData(nameof(Interactions))]
    public async Task An_interaction_needs_its_letters_and_no_other_opens_it(
        string method, string path, string body, string needed)
    {
        using var client = await SigningClient.RegisterAsync(exchanges.Services[0], Town.Base);
        foreach (var letter in Letters)
        {
            // All letters on the type but one; and everything on all other types.
            var granted = string.Concat(Letters).Replace(letter, "", StringComparison.Ordinal);
            using var caller = await client.CallerAsync($"system/Basic.{granted} system/Observation.cruds");
            var id = (await Town.CreateAsync(new Basic { Code = new("http://x", "y") })).Id;

            var reply = await SendAsync(caller, method, path.Replace("{id}", id, StringComparison.Ordinal), body, id);

            var allowed = !needed.Contains(letter, StringComparison.Ordinal)
                || (!path.Contains("Basic", StringComparison.Ordinal) && body != "t"); // of another type, by the view
            Assert.True(allowed == (reply.Status != 403), $"{method} {path} without {letter}: {reply.Status} {reply.Body}");
            if (!allowed && method != "HEAD")
                Assert.Contains($"system/Basic.{letter}", reply.Outcome.Issue[0].Details!.Text);
        }
    }

    [Fact]
    public async Task A_refused_write_changes_nothing()
    {
        using var client = await SigningClient.RegisterAsync(exchanges.Services[0], Town.Base);
        using var reader = await client.CallerAsync("system/Basic.rs");
        var id = (await Town.CreateAsync(new Basic { Code = new("http://x", "y") })).Id;

        Assert.Equal(403, (await reader.DeleteAsync($"Basic/{id}")).Status);
        Assert.Equal(403, (await reader.PutAsync($"Basic/{id}", new Basic { Id = id, Code = new("a", "b") })).Status);

        Assert.Equal("W/\"1\"", (await reader.GetAsync($"Basic/{id}")).ETag);
    }

    [Fact]
    public async Task A_conditional_create_needs_search_too()
    {
        using var client = await SigningClient.RegisterAsync(exchanges.Services[0], Town.Base);
        using var creator = await client.CallerAsync("system/Basic.c");
        using var both = await client.CallerAsync("system/Basic.cs");
        var basic = new Basic { Code = new("http://x", Guid.NewGuid().ToString()) };
        var condition = ("If-None-Exist", "code=" + basic.Code.Coding[0].Code);

        Assert.Equal(403, (await creator.PostAsync("Basic", basic, condition)).Status);
        Assert.Equal(201, (await both.PostAsync("Basic", basic, condition)).Status);
        Assert.Equal(201, (await creator.PostAsync("Basic", basic)).Status);
    }

    [Fact]
    public async Task Each_entry_of_a_batch_has_its_own_refusal_and_the_others_go_on()
    {
        using var client = await SigningClient.RegisterAsync(exchanges.Services[0], Town.Base);
        using var caller = await client.CallerAsync("system/Basic.rs system/Flag.c");
        var id = (await Town.CreateAsync(new Basic { Code = new("http://x", "y") })).Id;

        var reply = await caller.PostAsync("", Of(Bundle.BundleType.Batch, id));

        var answer = reply.Resource<Bundle>();
        Assert.Equal(200, reply.Status);
        Assert.Equal(["200", "403", "403"], answer.Entry.Select(e => e.Response!.Status![..3]));
        Assert.Contains(
            "system/Basic.c", ((OperationOutcome)answer.Entry[1].Response!.Outcome!).Issue[0].Details!.Text);
    }

    [Fact]
    public async Task A_transaction_with_one_entry_out_of_scope_is_refused_as_a_whole()
    {
        using var client = await SigningClient.RegisterAsync(exchanges.Services[0], Town.Base);
        using var caller = await client.CallerAsync("system/Basic.crs");
        using var allowed = await client.CallerAsync("system/Basic.cruds");
        var id = (await Town.CreateAsync(new Basic { Code = new("http://x", "y") })).Id;
        var bundle = Of(Bundle.BundleType.Transaction, id);

        var refused = await caller.PostAsync("", bundle);

        Assert.Equal(403, refused.Status);
        Assert.Equal(["Bundle.entry[2]"], refused.Outcome.Issue.SelectMany(i => i.Expression));
        Assert.Equal(200, (await Town.GetAsync($"Basic/{id}")).Status);
        Assert.Equal(200, (await allowed.PostAsync("", bundle)).Status);
        Assert.Equal(410, (await Town.GetAsync($"Basic/{id}")).Status);
    }

    [Fact]
    public async Task A_conditional_reference_searches_what_it_names()
    {
        using var client = await SigningClient.RegisterAsync(exchanges.Services[0], Town.Base);
        using var without = await client.CallerAsync("system/Basic.cruds");
        using var with = await client.CallerAsync("system/Basic.cruds system/Practitioner.s");
        var number = Guid.NewGuid().ToString("N");
        await Town.CreateAsync(new Practitioner { Identifier = [new("http://staff", number)] });
        var bundle = new Bundle { Type = Bundle.BundleType.Transaction };
        bundle.Entry.Add(new()
        {
            Request = new() { Method = Bundle.HTTPVerb.POST, Url = "Basic" },
            Resource = new Basic
            {
                Code = new("http://x", "y"),
                Author = new($"Practitioner?identifier=http://staff|{number}"),
            },
        });

        var refused = await without.PostAsync("", bundle);

        Assert.Equal(403, refused.Status);
        Assert.Contains("system/Practitioner.s", refused.Outcome.Issue[0].Details!.Text);
        Assert.Equal(200, (await with.PostAsync("", bundle)).Status);
    }

    [Fact]
    public async Task The_whole_record_needs_the_patient_and_rights_are_beside_scopes()
    {
        using var client = await SigningClient.RegisterAsync(exchanges.Services[0], Town.Base);
        using var other = await client.CallerAsync("system/Basic.cruds");
        using var all = await client.CallerAsync("system/*.cruds");

        var record = await other.GetAsync("Patient/none/$everything");
        var last = await other.GetAsync("Observation/$lastn?patient=none");

        Assert.Equal((403, 403), (record.Status, last.Status));
        Assert.Contains("system/Patient.r", record.Outcome.Issue[0].Details!.Text);
        Assert.Contains("system/Observation.s", last.Outcome.Issue[0].Details!.Text);
        Assert.Equal(404, (await all.GetAsync("Patient/none/$everything")).Status);
        Assert.Equal(403, (await all.SendAsync("POST", "$expunge", "{}", [])).Status);
        Assert.Equal(200, (await other.GetAsync("metadata?_summary=true")).Status);
    }

    private static Bundle Of(Bundle.BundleType type, string id)
    {
        var bundle = new Bundle { Type = type };
        bundle.Entry.Add(new() { Request = new() { Method = Bundle.HTTPVerb.GET, Url = $"Basic/{id}" } });
        bundle.Entry.Add(new()
        {
            Request = new() { Method = Bundle.HTTPVerb.POST, Url = "Basic" },
            Resource = new Basic { Code = new("http://x", "z") },
        });
        bundle.Entry.Add(new() { Request = new() { Method = Bundle.HTTPVerb.DELETE, Url = $"Basic/{id}" } });
        return bundle;
    }

    private static Task<FhirReply> SendAsync(FhirCaller caller, string method, string path, string body, string id) =>
        body switch
        {
            "r" => caller.PostAsync(path, new Basic { Code = new("http://x", "new") }),
            "i" => caller.PutAsync(path, new Basic { Id = id, Code = new("http://x", "changed") }),
            "p" => caller.SendAsync(
                method, path, """[{"op":"replace","path":"/code/coding/0/code","value":"z"}]""", [],
                "application/json-patch+json"),
            "f" => caller.SendAsync(method, path, "_id=" + id, [], "application/x-www-form-urlencoded"),
            "t" => caller.SendAsync(method, path, "_type=Basic", [], "application/x-www-form-urlencoded"),
            "m" => caller.PostAsync(path, new Parameters
            {
                Parameter = [new() { Name = "meta", Value = new Meta { Tag = [new("http://x", "t")] } }],
            }),
            _ => caller.SendAsync(method, path, null, []),
        };
}

public sealed class ScopesOnSqlite(SqliteFhir exchanges) : ScopeContract(exchanges), IClassFixture<SqliteFhir>;

public sealed class ScopesOnPostgres(PostgresFhir exchanges) : ScopeContract(exchanges), IClassFixture<PostgresFhir>;
