using Hl7.Fhir.Model;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Batches and transactions over HTTP.</summary>
public abstract class BundleContract(IFhirExchanges exchanges)
{
    private FhirCaller Town => exchanges.Towns[0];

    [Fact]
    public async Task Entries_of_a_transaction_refer_to_each_other_and_to_what_is_stored()
    {
        var number = Guid.NewGuid().ToString("N");
        var stored = await Town.CreateAsync(new Practitioner { Identifier = [new("http://staff", number)] });
        var bundle = Transaction(
            Post(new Observation
            {
                Status = ObservationStatus.Final,
                Code = new("http://loinc.org", "718-7"),
                Subject = new("urn:uuid:11111111-1111-1111-1111-111111111111"),
                Performer = [new($"Practitioner?identifier=http://staff|{number}")],
                Encounter = new("Encounter/e1"),
                DerivedFrom = [new(Town.Base + $"Observation/{number}")],
                Extension = [new("http://x", new FhirUri("urn:uuid:11111111-1111-1111-1111-111111111111"))],
            }, "urn:uuid:22222222-2222-2222-2222-222222222222"),
            Post(Named(number), "urn:uuid:11111111-1111-1111-1111-111111111111"),
            Put($"Encounter?identifier=http://visit|{number}", Visit(number), "http://his.test/fhir/Encounter/e2"));

        var reply = await Town.PostAsync("", bundle, ("Prefer", "return=representation"));

        Assert.Equal(200, reply.Status);
        var answer = reply.Resource<Bundle>();
        Assert.Equal(Bundle.BundleType.TransactionResponse, answer.Type);
        Assert.Equal(["201 Created", "201 Created", "201 Created"], answer.Entry.Select(e => e.Response!.Status));
        Assert.All(answer.Entry, e => Assert.Equal("W/\"1\"", e.Response!.Etag));
        var observation = (Observation)answer.Entry[0].Resource!;
        var patient = $"Patient/{answer.Entry[1].Resource!.Id}";
        Assert.Equal(patient, observation.Subject!.Reference);
        Assert.Equal(patient, ((FhirUri)observation.Extension[0].Value!).Value);
        Assert.Equal($"Practitioner/{stored.Id}", observation.Performer[0].Reference);
        Assert.Equal("Encounter/e1", observation.Encounter!.Reference);
        Assert.Equal($"Observation/{number}", observation.DerivedFrom[0].Reference);
        Assert.Equal($"{patient}/_history/1", answer.Entry[1].Response!.Location);
        Assert.Single((await Town.BundleAsync($"Observation?patient={patient}")).Entry);
    }

    [Fact]
    public async Task A_relative_reference_means_the_entry_of_the_same_base()
    {
        var bundle = Transaction(
            Post(Observed("Patient/old-id"), "http://his.test/fhir/Observation/1"),
            Post(Named("x"), "http://his.test/fhir/Patient/old-id"));

        var answer = (await Town.PostAsync("", bundle, ("Prefer", "return=representation"))).Resource<Bundle>();

        Assert.Equal(
            $"Patient/{answer.Entry[1].Resource!.Id}", ((Observation)answer.Entry[0].Resource!).Subject!.Reference);
    }

    [Fact]
    public async Task One_entry_that_fails_leaves_nothing_of_a_transaction()
    {
        var number = Guid.NewGuid().ToString("N");
        await Town.CreateAsync(Unique(number));
        var other = Guid.NewGuid().ToString("N");
        (Bundle.EntryComponent Bad, int Status, string Issue)[] cases =
        [
            (Post(Unique(number)), 409, "Conflict Bundle.entry[1].resource.identifier"),
            (Post(Observed("urn:uuid:33333333-3333-3333-3333-333333333333")), 400, "FieldMalformed Bundle.entry[1]"),
            (Post(Observed("Patient?identifier=http://none|1")), 412, "PreconditionFailed Bundle.entry[1]"),
            (Put("Patient/mismatch", Named("x", "match")), 400, "FieldMalformed Bundle.entry[1].resource.id"),
            (Put("Organization/town", new Organization { Id = "town", Name = "x" }), 403,
                "SenderNotAllowed Bundle.entry[1]"),
            (Delete("Patient"), 400, "FieldMissing Bundle.entry[1]"),
            (Entry("POST", "Patient/$frobnicate", Named("x")), 400, "FieldMalformed Bundle.entry[1].request.url"),
            (Entry("POST", "Banana", Named("x")), 400, "FieldMalformed Bundle.entry[1].request.url"),
            (Entry("PATCH", "Patient/nobody", Json("[]")), 404, "NotFound Bundle.entry[1]"),
        ];
        foreach (var (bad, status, issue) in cases)
        {
            var reply = await Town.PostAsync("", Transaction(Post(Named(other)), bad));
            Assert.True(reply.Status == status && reply.Issues[0] == issue, $"{issue}: {reply.Status} {reply.Body}");
        }

        Assert.Empty((await Town.BundleAsync($"Patient?identifier=http://lab.test|{other}")).Entry);
    }

    [Fact]
    public async Task Entries_about_the_same_resource_are_refused_also_through_conditions()
    {
        var number = Guid.NewGuid().ToString("N");
        var id = (await Town.CreateAsync(Named(number))).Id;

        var twice = await Town.PostAsync("", Transaction(Put($"Patient/{id}", Named("a", id)), Delete($"Patient/{id}")));
        var hidden = await Town.PostAsync("", Transaction(
            Put($"Patient/{id}", Named("a", id)), Put($"Patient?identifier=http://lab.test|{number}", Named("b"))));
        var urls = await Town.PostAsync("", Transaction(
            Post(Named("a"), "urn:uuid:1"), Post(Named("b"), "urn:uuid:1")));

        Assert.All([twice, hidden, urls], r => Assert.Equal(400, r.Status));
        Assert.Equal("W/\"1\"", (await Town.GetAsync($"Patient/{id}")).ETag);
    }

    [Fact]
    public async Task A_transaction_deletes_first_then_creates_then_updates_then_reads()
    {
        var number = Guid.NewGuid().ToString("N");
        var old = (await Town.CreateAsync(Unique(number))).Id;
        var kept = (await Town.CreateAsync(Named("kept"))).Id;
        var create = Post(Unique(number));
        create.Request!.IfNoneExist = $"identifier=urn:hub:town:mr|{number}";

        var reply = await Town.PostAsync("", Transaction(
            Get($"Patient/{kept}"),
            Get($"Patient?identifier=urn:hub:town:mr|{number}"),
            Entry("PATCH", $"Patient/{kept}", Json("""[{"op":"add","path":"/active","value":true}]""")),
            create,
            Delete($"Patient/{old}"),
            Get($"Patient/{old}")));

        Assert.Equal(200, reply.Status);
        var entries = reply.Resource<Bundle>().Entry;
        Assert.Equal(
            ["200 OK", "200 OK", "200 OK", "201 Created", "204 No Content", "410 Gone"],
            entries.Select(e => e.Response!.Status));
        Assert.True(((Patient)entries[0].Resource!).Active);
        Assert.Single(((Bundle)entries[1].Resource!).Entry);
        Assert.NotNull(entries[5].Response!.Outcome);
        Assert.Null(entries[2].Resource);
    }

    [Fact]
    public async Task Conditions_of_entries_hold_inside_a_transaction()
    {
        var id = (await Town.CreateAsync(Named("v"))).Id;
        var late = Put($"Patient/{id}", Named("w", id));
        late.Request!.IfMatch = "W/\"9\"";
        var right = Put($"Patient/{id}", Named("w", id));
        right.Request!.IfMatch = "W/\"1\"";

        Assert.Equal(412, (await Town.PostAsync("", Transaction(late))).Status);
        Assert.Equal(200, (await Town.PostAsync("", Transaction(right))).Status);
    }

    [Fact]
    public async Task Entries_of_a_batch_stand_for_themselves()
    {
        var bundle = new Bundle
        {
            Type = Bundle.BundleType.Batch,
            Entry =
            [
                Post(Named("one")), Get("Patient/nobody"), Post(Observed(null!)), Get("Patient?_count=1&_summary=count"),
                Delete("Patient"), Entry("POST", "Patient/x", Named("x")),
                Entry("PATCH", "Patient/nobody", Json("""[{"op":"remove","path":"/active"}]""")),
            ],
        };

        var answer = (await Town.PostAsync("", bundle)).Resource<Bundle>();

        Assert.Equal(Bundle.BundleType.BatchResponse, answer.Type);
        Assert.Equal(
            ["201", "404", "201", "200", "400", "400", "404"], answer.Entry.Select(e => e.Response!.Status![..3]));
        Assert.Equal([1, 4, 5, 6], Enumerable.Range(0, 7).Where(i => answer.Entry[i].Response!.Outcome is not null));
    }

    [Fact]
    public async Task A_thousand_entries_are_taken_and_one_more_is_not()
    {
        var bundle = Transaction([.. Enumerable.Range(0, 1_000).Select(i => Post(Named($"{i}"), $"urn:uuid:{i}"))]);

        var reply = await Town.PostAsync("", bundle);
        Assert.Equal(200, reply.Status);
        Assert.All(reply.Resource<Bundle>().Entry, e => Assert.Equal("201 Created", e.Response!.Status));
        bundle.Entry.Add(Post(Named("more")));
        var more = await Town.PostAsync("", bundle);
        Assert.Equal((413, "LimitExceeded Bundle.entry"), (more.Status, more.Issues[0]));
    }

    [Fact]
    public async Task Other_bundles_are_not_taken()
    {
        var collection = await Town.PostAsync("", new Bundle { Type = Bundle.BundleType.Collection });
        var patient = await Town.PostAsync("", Named("x"));
        var empty = await Town.PostAsync("", Transaction());

        Assert.Equal((400, 400, 200), (collection.Status, patient.Status, empty.Status));
    }

    private static Bundle Transaction(params Bundle.EntryComponent[] entries) => new()
    {
        Type = Bundle.BundleType.Transaction,
        Entry = [.. entries],
    };

    private static Bundle.EntryComponent Entry(
        string method, string url, Resource? resource = null, string? fullUrl = null) => new()
        {
            FullUrl = fullUrl,
            Resource = resource,
            Request = new() { Method = Enum.Parse<Bundle.HTTPVerb>(method), Url = url },
        };

    private static Bundle.EntryComponent Post(Resource resource, string? fullUrl = null) =>
        Entry("POST", resource.TypeName, resource, fullUrl);

    private static Bundle.EntryComponent Put(string url, Resource resource, string? fullUrl = null) =>
        Entry("PUT", url, resource, fullUrl);

    private static Bundle.EntryComponent Get(string url) => Entry("GET", url);

    private static Bundle.EntryComponent Delete(string url) => Entry("DELETE", url);

    private static Binary Json(string patch) => new()
    {
        ContentType = "application/json-patch+json",
        Data = System.Text.Encoding.UTF8.GetBytes(patch),
    };

    private static Patient Named(string number, string? id = null) => new()
    {
        Id = id,
        Identifier = [new("http://lab.test", number)],
        Name = [new() { Text = number }],
    };

    private static Patient Unique(string number) => new() { Identifier = [new("urn:hub:town:mr", number)] };

    private static Encounter Visit(string number) => new()
    {
        Identifier = [new("http://visit", number)],
        Status = Encounter.EncounterStatus.Finished,
        Class = new("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB"),
    };

    private static Observation Observed(string? subject) => new()
    {
        Status = ObservationStatus.Final,
        Code = new("http://loinc.org", "718-7"),
        Subject = subject is null ? null : new(subject),
    };
}

public sealed class BundlesOnSqlite(SqliteFhir exchanges) : BundleContract(exchanges), IClassFixture<SqliteFhir>;

public sealed class BundlesOnPostgres(PostgresFhir exchanges) : BundleContract(exchanges), IClassFixture<PostgresFhir>;
