using Hl7.Fhir.Model;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>create, update and delete over HTTP; SQLite and PostgreSQL each run all of it.</summary>
public abstract class WriteContract(IFhirExchanges exchanges)
{
    private static int numbers;

    private FhirCaller Town => exchanges.Towns[0];

    [Fact]
    public async Task A_created_resource_is_read_back_equal_with_version_and_place()
    {
        var created = await Town.PostAsync("Patient", Person("王小明"));

        Assert.Equal((201, "W/\"1\""), (created.Status, created.ETag));
        Assert.Matches("^Patient/[0-9a-f-]{36}/_history/1$", created.Location);
        var read = await Town.GetAsync($"Patient/{created.Id}");
        Assert.Equal((200, created.Body, "W/\"1\""), (read.Status, read.Body, read.ETag));
        Assert.Equal("王小明", read.Resource<Patient>().Name[0].Text);
        Assert.Equal(created.Body, (await Town.GetAsync(created.Location)).Body);
        Assert.NotNull(read.Content.LastModified);
    }

    [Theory]
    [InlineData("return=minimal", "")]
    [InlineData("return=representation", "Patient")]
    [InlineData("return=OperationOutcome", "OperationOutcome")]
    public async Task A_client_says_what_it_wants_back(string prefer, string type)
    {
        var created = await Town.PostAsync("Patient", Person("回"), ("Prefer", prefer));

        Assert.Equal((201, "W/\"1\""), (created.Status, created.ETag));
        Assert.Equal(type, created.Body.Length == 0
            ? "" : FhirCaller.Json(created.Body).GetProperty("resourceType").GetString());
    }

    [Theory]
    [InlineData("Basic", "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"}}")]
    [InlineData("CodeSystem", "{\"resourceType\":\"CodeSystem\",\"status\":\"draft\",\"content\":\"complete\"}")]
    [InlineData("Medication", "{\"resourceType\":\"Medication\",\"status\":\"active\"}")]
    [InlineData("Bundle", "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}")]
    public async Task Every_type_can_be_stored(string type, string body)
    {
        var created = await Town.SendAsync("POST", type, body, []);

        Assert.Equal(201, created.Status);
        Assert.Equal(200, (await Town.GetAsync($"{type}/{created.Id}")).Status);
    }

    [Fact]
    public async Task An_update_makes_a_version_and_the_same_again_makes_none()
    {
        var id = (await Town.CreateAsync(Person("一"))).Id;
        var second = await Town.PutAsync($"Patient/{id}", Person("二", id));
        var same = await Town.PutAsync($"Patient/{id}", Person("二", id));

        Assert.Equal((200, "W/\"2\""), (second.Status, second.ETag));
        Assert.Equal((200, "W/\"2\"", second.Body), (same.Status, same.ETag, same.Body));
        Assert.Equal("一", (await Town.GetAsync($"Patient/{id}/_history/1")).Resource<Patient>().Name[0].Text);
    }

    [Fact]
    public async Task A_client_may_choose_a_free_id_but_none_of_the_servers_kind()
    {
        var own = await Town.PutAsync("Patient/my-own.1", Person("自", "my-own.1"));
        var id = Guid.CreateVersion7().ToString();
        var ours = await Town.PutAsync($"Patient/{id}", Person("它", id));

        Assert.Equal((201, "Patient/my-own.1/_history/1"), (own.Status, own.Location));
        Assert.Equal((405, "NotSupported"), (ours.Status, ours.Issues[0]));
        Assert.NotEmpty(ours.Content.Allow);
    }

    [Fact]
    public async Task Type_and_id_of_the_url_and_the_body_agree()
    {
        var other = await Town.PutAsync("Patient/p1", Person("甲", "p2"));
        var type = await Town.PutAsync("Observation/p1", Person("甲", "p1"));
        var none = await Town.PutAsync("Patient/p1", Person("甲"));

        Assert.Equal((400, "FieldMalformed Patient.id"), (other.Status, other.Issues[0]));
        Assert.Equal((400, "FieldMalformed resourceType"), (type.Status, type.Issues[0]));
        Assert.Equal((400, "FieldMalformed Patient.id"), (none.Status, none.Issues[0]));
        Assert.Equal(404, (await Town.GetAsync("Patient/p1")).Status);
    }

    [Fact]
    public async Task A_change_on_an_older_version_is_refused()
    {
        var id = (await Town.CreateAsync(Person("一"))).Id;
        var second = await Town.PutAsync($"Patient/{id}", Person("二", id), ("If-Match", "W/\"1\""));
        var late = await Town.PutAsync($"Patient/{id}", Person("三", id), ("If-Match", "W/\"1\""));
        var bad = await Town.PutAsync($"Patient/{id}", Person("三", id), ("If-Match", "one"));
        var gone = await Town.PutAsync("Patient/none-such", Person("三", "none-such"), ("If-Match", "W/\"1\""));
        var there = await Town.PutAsync($"Patient/{id}", Person("三", id), ("If-None-Match", "*"));

        Assert.Equal(200, second.Status);
        Assert.Equal((412, "PreconditionFailed"), (late.Status, late.Issues[0]));
        Assert.Equal((400, "FieldMalformed If-Match"), (bad.Status, bad.Issues[0]));
        Assert.Equal(412, gone.Status);
        Assert.Equal(412, there.Status);
        Assert.Equal("二", (await Town.GetAsync($"Patient/{id}")).Resource<Patient>().Name[0].Text);
    }

    [Fact]
    public async Task A_deleted_resource_is_gone_and_its_history_says_so_and_it_can_come_back()
    {
        var id = (await Town.CreateAsync(Person("逝"))).Id;
        var deleted = await Town.DeleteAsync($"Patient/{id}");
        var again = await Town.DeleteAsync($"Patient/{id}");
        var read = await Town.GetAsync($"Patient/{id}");
        var found = await Town.BundleAsync($"Patient?_id={id}");

        Assert.Equal((204, "W/\"2\"", ""), (deleted.Status, deleted.ETag, deleted.Body));
        Assert.Equal((204, "W/\"2\""), (again.Status, again.ETag));
        Assert.Equal((410, "W/\"2\"", "Gone"), (read.Status, read.ETag, read.Issues[0]));
        Assert.Empty(found.Entry);
        var back = await Town.PutAsync($"Patient/{id}", Person("归", id));
        Assert.Equal((201, "W/\"3\""), (back.Status, back.ETag));
        var history = await Town.BundleAsync($"Patient/{id}/_history");
        Assert.Equal(["PUT", "DELETE", "POST"], history.Entry.Select(e => e.Request!.Method.ToString()!));
        Assert.Equal(3, history.Total);
        Assert.Null(history.Entry[1].Resource);
    }

    [Fact]
    public async Task Only_the_custodian_changes_or_deletes_a_record()
    {
        var id = (await Town.CreateAsync(Person("镇"))).Id;
        await exchanges.County.CareForAsync(id); // it sees the record
        var update = await exchanges.County.PutAsync($"Patient/{id}", Person("县", id));
        var delete = await exchanges.County.DeleteAsync($"Patient/{id}");

        Assert.Equal((403, "SenderNotAllowed"), (update.Status, update.Issues[0]));
        Assert.Equal(403, delete.Status);
        Assert.Equal("W/\"1\"", (await Town.GetAsync($"Patient/{id}")).ETag);
    }

    [Fact]
    public async Task Organisations_of_the_network_are_not_written_by_clients()
    {
        var put = await Town.PutAsync("Organization/town", new Organization { Id = "town", Name = "x" });
        var delete = await Town.DeleteAsync("Organization/town");

        Assert.Equal((403, 403), (put.Status, delete.Status));
        Assert.Equal("town", (await Town.GetAsync("Organization/town")).Resource<Organization>().Name);
    }

    [Fact]
    public async Task A_unique_identifier_names_one_resource_until_it_is_dropped_or_deleted()
    {
        var number = Number();
        var first = (await Town.CreateAsync(WithNumber(number))).Id;
        var second = await Town.PostAsync("Patient", WithNumber(number));

        Assert.Equal((409, "Conflict Patient.identifier"), (second.Status, second.Issues[0]));
        Assert.DoesNotContain(first, second.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(number, second.Body, StringComparison.Ordinal);
        Assert.Single((await Town.BundleAsync($"Patient?identifier={number}")).Entry);

        Assert.Equal(200, (await Town.PutAsync($"Patient/{first}", Person("无号", first))).Status);
        var free = await Town.CreateAsync(WithNumber(number));
        Assert.Equal(409, (await Town.PostAsync("Patient", WithNumber(number))).Status);
        Assert.Equal(204, (await Town.DeleteAsync($"Patient/{free.Id}")).Status);
        Assert.Equal(201, (await Town.PostAsync("Patient", WithNumber(number))).Status);
    }

    [Fact]
    public async Task A_part_of_a_resource_is_not_stored_as_the_whole()
    {
        var id = (await Town.CreateAsync(Person("整"))).Id;
        var part = (await Town.GetAsync($"Patient/{id}?_elements=gender")).Resource<Patient>();

        var put = await Town.PutAsync($"Patient/{id}", part);

        Assert.Equal((422, "BusinessRule Patient.meta.tag"), (put.Status, put.Issues[0]));
    }

    [Fact]
    public async Task Histories_of_a_type_and_of_everything_are_paged_newest_first()
    {
        var made = new List<Basic>();
        for (var i = 0; i < 3; i++)
            made.Add((await Town.CreateAsync(new Basic { Code = new() { Text = $"{i}" } })).Resource<Basic>());
        // Two of the same millisecond stand by id.
        string[] ids = [.. made.OrderBy(b => b.Meta!.LastUpdated).ThenBy(b => b.Id, StringComparer.Ordinal).Select(b => b.Id!)];
        await Town.DeleteAsync($"Basic/{ids[0]}");

        var seen = new List<string>();
        string? next = "Basic/_history?_count=2";
        while (next is not null)
        {
            var page = await Town.BundleAsync(next);
            seen.AddRange(page.Entry.Select(e => $"{e.FullUrl!.Split('/')[^1]} {e.Response!.Etag}"));
            next = page.NextLink?.ToString();
        }

        Assert.Equal([$"{ids[0]} W/\"2\"", $"{ids[2]} W/\"1\"", $"{ids[1]} W/\"1\"", $"{ids[0]} W/\"1\""],
            seen.Take(4));
        var all = await Town.BundleAsync("_history?_count=1");
        Assert.Equal($"W/\"2\"", all.Entry.Single().Response!.Etag);
        Assert.EndsWith(ids[0], all.Entry.Single().FullUrl, StringComparison.Ordinal);
        var second = await Town.BundleAsync(all.NextLink!.ToString());
        Assert.EndsWith(ids[2], second.Entry.Single().FullUrl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Since_and_at_choose_versions()
    {
        var created = await Town.CreateAsync(Person("一"));
        var second = await Town.PutAsync($"Patient/{created.Id}", Person("二", created.Id));
        var at = second.Resource<Patient>().Meta!.LastUpdated!.Value;
        var stamp = Uri.EscapeDataString(at.ToString("O"));
        var before = Uri.EscapeDataString(created.Resource<Patient>().Meta!.LastUpdated!.Value.ToString("O")); // to 100 ns

        var since = await Town.BundleAsync($"Patient/{created.Id}/_history?_since={stamp}");
        var then = await Town.BundleAsync($"Patient/{created.Id}/_history?_at={before}");

        Assert.Equal(["W/\"2\""], since.Entry.Select(e => e.Response!.Etag));
        Assert.Equal(["W/\"1\""], then.Entry.Select(e => e.Response!.Etag));
    }

    [Fact]
    public async Task A_binary_is_taken_and_given_as_its_own_type()
    {
        var created = await Town.SendAsync("POST", "Binary", "%PDF-1.4 内容", [], "application/pdf");
        var raw = await Town.GetAsync($"Binary/{created.Id}", ("Accept", "application/pdf"));
        var fhir = await Town.GetAsync($"Binary/{created.Id}", ("Accept", "application/fhir+json"));

        Assert.Equal(201, created.Status);
        Assert.Equal(("application/pdf", "%PDF-1.4 内容"), (raw.Content.ContentType!.MediaType, raw.Body));
        Assert.Equal("application/pdf", fhir.Resource<Binary>().ContentType);
    }

    private static Patient Person(string name, string? id = null) => new()
    {
        Id = id,
        Name = [new() { Text = name }],
        Gender = AdministrativeGender.Female,
    };

    private static Patient WithNumber(string number) => new()
    {
        Identifier = [new("urn:hub:town:mr", number)],
        Name = [new() { Text = "号" }],
    };

    private static string Number() => $"W{Interlocked.Increment(ref numbers)}-{Guid.NewGuid():N}";
}

public sealed class WritesOnSqlite(SqliteFhir exchanges) : WriteContract(exchanges), IClassFixture<SqliteFhir>;

public sealed class WritesOnPostgres(PostgresFhir exchanges) : WriteContract(exchanges), IClassFixture<PostgresFhir>;
