using Hl7.Fhir.Model;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Conditional interactions, and many clients that ask the same at once.</summary>
public abstract class ConditionContract(IFhirExchanges exchanges)
{
    private const int Clients = 64;

    private FhirCaller Town => exchanges.Towns[0];

    [Fact]
    public async Task A_conditional_create_makes_what_is_not_there()
    {
        var (number, search) = Search();
        var first = await Town.PostAsync("Patient", Person(number), ("If-None-Exist", search));
        var second = await Town.PostAsync("Patient", Person(number, "别"), ("If-None-Exist", search));

        Assert.Equal((201, 200), (first.Status, second.Status));
        Assert.Equal(first.Body, second.Body);
        Assert.Single((await Town.BundleAsync($"Patient?{search}")).Entry);
    }

    [Fact]
    public async Task A_condition_that_names_several_or_says_nothing_is_refused()
    {
        var (number, search) = Search();
        await Town.CreateAsync(Person(number));
        await Town.CreateAsync(Person(number));

        var create = await Town.PostAsync("Patient", Person(number), ("If-None-Exist", search));
        var update = await Town.PutAsync($"Patient?{search}", Person(number));
        var delete = await Town.DeleteAsync($"Patient?{search}");
        var everything = await Town.DeleteAsync("Patient");
        var unknown = await Town.DeleteAsync("Patient?colour=red");

        Assert.All([create, update, delete], r => Assert.Equal((412, "MultipleMatches"), (r.Status, r.Issues[0])));
        Assert.Equal((400, 400), (everything.Status, unknown.Status));
        Assert.Equal(2, (await Town.BundleAsync($"Patient?{search}")).Entry.Count);
    }

    [Fact]
    public async Task A_conditional_update_creates_or_updates_the_one_it_names()
    {
        var (number, search) = Search();
        var created = await Town.PutAsync($"Patient?{search}", Person(number));
        var updated = await Town.PutAsync($"Patient?{search}", Person(number, "新"));
        var other = Person(number);
        other.Id = "another-id";
        var mismatch = await Town.PutAsync($"Patient?{search}", other);
        var (fresh, freshSearch) = Search();
        var own = Person(fresh);
        own.Id = $"own-{fresh}";
        var chosen = await Town.PutAsync($"Patient?{freshSearch}", own);

        Assert.Equal((201, 200, "W/\"2\""), (created.Status, updated.Status, updated.ETag));
        Assert.Equal(created.Id, updated.Id);
        Assert.Equal((400, "FieldMalformed Patient.id"), (mismatch.Status, mismatch.Issues[0]));
        Assert.Equal((201, own.Id), (chosen.Status, chosen.Id));
    }

    [Fact]
    public async Task A_conditional_delete_deletes_the_one_it_names_and_is_content_with_none()
    {
        var (number, search) = Search();
        var id = (await Town.CreateAsync(Person(number))).Id;

        Assert.Equal(204, (await Town.DeleteAsync($"Patient?{search}")).Status);
        Assert.Equal(204, (await Town.DeleteAsync($"Patient?{search}")).Status);
        Assert.Equal(410, (await Town.GetAsync($"Patient/{id}")).Status);
    }

    [Fact]
    public async Task A_read_that_knows_the_version_is_answered_without_it()
    {
        var created = await Town.CreateAsync(Person("r"));
        var same = await Town.GetAsync($"Patient/{created.Id}", ("If-None-Match", "W/\"1\""));
        var other = await Town.GetAsync($"Patient/{created.Id}", ("If-None-Match", "W/\"7\""));
        var since = created.Content.LastModified!.Value.ToString("R");
        var unchanged = await Town.GetAsync($"Patient/{created.Id}", ("If-Modified-Since", since));

        Assert.Equal((304, "", "W/\"1\""), (same.Status, same.Body, same.ETag));
        Assert.Equal((200, 304), (other.Status, unchanged.Status));
    }

    [Fact]
    public async Task Of_64_clients_with_one_conditional_create_one_creates()
    {
        var (number, search) = Search();
        var replies = await ManyAsync((caller, _) =>
            caller.PostAsync("Patient", Person(number), ("If-None-Exist", search)));

        Assert.Equal(1, replies.Count(r => r.Status == 201));
        Assert.Equal(Clients - 1, replies.Count(r => r.Status == 200));
        Assert.Single(replies.Select(r => r.Id).Distinct());
        Assert.Single((await Town.BundleAsync($"Patient?{search}")).Entry);
    }

    [Fact]
    public async Task Of_64_clients_with_one_conditional_update_one_creates_and_the_others_update()
    {
        var (number, search) = Search();
        var replies = await ManyAsync((caller, i) => caller.PutAsync($"Patient?{search}", Person(number, $"第{i}")));

        Assert.Equal(1, replies.Count(r => r.Status == 201));
        Assert.Equal(Clients - 1, replies.Count(r => r.Status == 200));
        Assert.Single(replies.Select(r => r.Id).Distinct());
        Assert.Equal(Enumerable.Range(1, Clients).Select(v => $"W/\"{v}\"").Order(), replies.Select(r => r.ETag).Order());
    }

    [Fact]
    public async Task Of_64_clients_that_create_one_identifier_one_creates()
    {
        var number = Guid.NewGuid().ToString("N");
        var replies = await ManyAsync((caller, _) => caller.PostAsync("Patient", Unique(number)));

        Assert.Equal(1, replies.Count(r => r.Status == 201));
        Assert.Equal(Clients - 1, replies.Count(r => r.Status == 409));
        Assert.Single((await Town.BundleAsync($"Patient?identifier={number}")).Entry);
    }

    [Fact]
    public async Task Of_64_clients_that_change_one_version_one_changes_it()
    {
        var id = (await Town.CreateAsync(Person("v"))).Id;
        var replies = await ManyAsync((caller, i) =>
        {
            var next = Person("v", $"第{i}");
            next.Id = id;
            return caller.PutAsync($"Patient/{id}", next, ("If-Match", "W/\"1\""));
        });

        Assert.Equal(1, replies.Count(r => r.Status == 200));
        Assert.Equal(Clients - 1, replies.Count(r => r.Status == 412));
        Assert.Equal(2, (await Town.BundleAsync($"Patient/{id}/_history")).Total);
    }

    [Fact]
    public async Task Of_64_clients_that_put_one_free_id_one_creates()
    {
        var id = $"free-{Guid.NewGuid():N}";
        var replies = await ManyAsync((caller, i) =>
        {
            var next = Person("p", $"第{i}");
            next.Id = id;
            return caller.PutAsync($"Patient/{id}", next, ("If-None-Match", "*"));
        });

        Assert.Equal(1, replies.Count(r => r.Status == 201));
        Assert.Equal(Clients - 1, replies.Count(r => r.Status == 412));
    }

    [Fact]
    public async Task Of_64_deletions_of_one_resource_one_makes_a_version()
    {
        var id = (await Town.CreateAsync(Person("d"))).Id;
        var replies = await ManyAsync((caller, _) => caller.DeleteAsync($"Patient/{id}"));

        Assert.All(replies, r => Assert.Equal((204, "W/\"2\""), (r.Status, r.ETag)));
        Assert.Equal(2, (await Town.BundleAsync($"Patient/{id}/_history")).Total);
    }

    [Fact]
    public async Task Of_64_overlapping_transactions_all_take_place_one_after_the_other()
    {
        var ids = Enumerable.Range(0, 4).Select(i => $"overlap-{i}-{Guid.NewGuid():N}").ToList();
        var replies = await ManyAsync((caller, i) =>
        {
            var bundle = new Bundle { Type = Bundle.BundleType.Transaction };
            // Every client names two of the four, in its own order.
            foreach (var id in new[] { ids[i % 4], ids[(i + 1 + (i / 4 % 3)) % 4] }.OrderBy(_ => i % 2 == 0 ? 1 : -1))
            {
                var next = Person("t", $"第{i}");
                next.Id = id;
                bundle.Entry.Add(new()
                {
                    Resource = next,
                    Request = new() { Method = Bundle.HTTPVerb.PUT, Url = $"Patient/{id}" },
                });
            }

            return caller.PostAsync("", bundle);
        });

        Assert.All(replies, r => Assert.Equal(200, r.Status));
        var versions = 0;
        foreach (var id in ids)
            versions += (int)(await Town.BundleAsync($"Patient/{id}/_history?_count=1")).Total!;
        Assert.Equal(2 * Clients, versions);
    }

    private async Task<FhirReply[]> ManyAsync(Func<FhirCaller, int, Task<FhirReply>> ask) =>
        await Task.WhenAll(Enumerable.Range(0, Clients)
            .Select(i => ask(exchanges.Towns[i % exchanges.Towns.Count], i)));

    private static (string Number, string Search) Search()
    {
        var number = Guid.NewGuid().ToString("N");
        return (number, $"identifier=http://lab.test|{number}");
    }

    private static Patient Person(string number, string name = "同") => new()
    {
        Identifier = [new("http://lab.test", number)],
        Name = [new() { Text = name }],
    };

    private static Patient Unique(string number) => new()
    {
        Identifier = [new("urn:hub:town:mr", number)],
        Name = [new() { Text = "独" }],
    };
}

public sealed class ConditionsOnSqlite(SqliteFhir exchanges)
    : ConditionContract(exchanges), IClassFixture<SqliteFhir>;

public sealed class ConditionsOnPostgres(PostgresFhir exchanges)
    : ConditionContract(exchanges), IClassFixture<PostgresFhir>;
