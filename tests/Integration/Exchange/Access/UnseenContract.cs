using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>What a caller may not see is, for it, not there: whatever it asks and whatever it tries to write.</summary>
public abstract class UnseenContract(IFhirExchanges exchanges)
{
    private static readonly (string, string) RequestId = ("X-Request-Id", "the-same");
    private static int used;

    private FhirCaller Town => exchanges.Towns[0];

    private FhirCaller County => exchanges.County;

    [Fact]
    public async Task Reads_of_what_is_not_yours_are_answered_like_reads_of_what_is_not_there()
    {
        var id = (await Town.CreateAsync(new Condition { Subject = new("Patient/x"), Code = new("urn:c", "1") })).Id;
        await Town.PutAsync($"Condition/{id}", new Condition { Id = id, Subject = new("Patient/x"), Code = new("urn:c", "2") });
        var absent = Guid.CreateVersion7().ToString();

        foreach (var path in new[]
        {
            "Condition/{0}", "Condition/{0}/_history/1", "Condition/{0}/_history", "Condition/{0}/$meta",
            "Condition?_id={0}", "Condition?_id={0}&_summary=count", "Condition/{0}?_elements=code",
            "Condition?_id={0}&_include=*", "Patient/{0}/$everything", "Patient/{0}/Condition",
        })
            Assert.Equal(await SaidAsync(path, absent), await SaidAsync(path, id));
    }

    [Fact]
    public async Task Writes_to_what_is_not_yours_are_answered_like_writes_to_what_is_not_there_and_change_nothing()
    {
        var mine = await Town.CreateAsync(new Basic { Code = new("urn:b", "1") });
        var (id, absent) = (mine.Id, Guid.CreateVersion7().ToString());
        Basic Content(string of) => new() { Id = of, Code = new("urn:b", "taken") };

        var deleted = await County.DeleteAsync($"Basic/{id}");
        var patched = await PatchAsync(id);
        var put = await County.PutAsync($"Basic/{id}", Content(id), RequestId);
        var matched = await County.PutAsync($"Basic/{id}", Content(id), ("If-Match", "W/\"1\""));
        var conditional = await County.DeleteAsync($"Basic?_id={id}");

        Assert.Equal((await County.DeleteAsync($"Basic/{absent}")).Status, deleted.Status);
        Assert.Equal((await PatchAsync(absent)).Body, patched.Body);
        Assert.Equal(Without(await County.PutAsync($"Basic/{absent}", Content(absent), RequestId), absent), Without(put, id));
        Assert.Equal(412, matched.Status);
        Assert.Equal((await County.DeleteAsync($"Basic?_id={absent}")).Status, conditional.Status);
        Assert.Equal(mine.Body, (await Town.GetAsync($"Basic/{id}")).Body);
    }

    [Fact]
    public async Task A_resident_another_member_knows_is_not_told_of_by_a_create_and_the_pair_is_noted()
    {
        var number = NewNumber();
        var theirs = (await Town.CreateAsync(Person(number))).Id;

        var condition = ("If-None-Exist", $"identifier={FhirNames.IdCard}|{number}");
        var first = await County.PostAsync("Patient", Person(number), condition);
        var same = await County.PostAsync("Patient", Person(number), condition);
        var second = await County.PostAsync("Patient", Person(number));

        Assert.Equal((201, 200, 409), (first.Status, same.Status, second.Status));
        Assert.Equal(first.Id, same.Id);
        Assert.NotEqual(theirs, first.Id);
        Assert.Equal([first.Id], await FoundAsync(County, number));
        Assert.Equal([theirs], await FoundAsync(Town, number));
        await using var reader = await exchanges.Db.ReadAsync(TestContext.Current.CancellationToken);
        var pair = (await IdentityReviews.OpenAsync(reader, 1_000, TestContext.Current.CancellationToken))
            .Single(p => p.Key.Value == number);
        Assert.Equal((first.Id, theirs), (pair.Id, pair.OwnerId));
    }

    [Fact]
    public async Task Of_many_creates_with_the_number_of_an_unseen_resident_one_is_made()
    {
        var number = NewNumber();
        await Town.CreateAsync(Person(number));

        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => County.PostAsync("Patient", Person(number))));

        Assert.Equal(1, replies.Count(r => r.Status == 201));
        Assert.Equal(15, replies.Count(r => r.Status == 409));
    }

    [Fact]
    public async Task A_transaction_finds_only_what_its_caller_sees_by_conditional_references()
    {
        var number = NewNumber();
        await Town.CreateAsync(Person(number));
        Bundle Asks(string asked) => new()
        {
            Type = Bundle.BundleType.Transaction,
            Entry =
            [
                new()
                {
                    Resource = new Basic
                    {
                        Code = new("urn:b", "1"), Subject = new($"Patient?identifier={FhirNames.IdCard}|{asked}"),
                    },
                    Request = new() { Method = Bundle.HTTPVerb.POST, Url = "Basic" },
                },
            ],
        };

        var unseen = await County.PostAsync("", Asks(number));
        var absent = await County.PostAsync("", Asks(NewNumber()));

        Assert.Equal((absent.Status, absent.Issues[0]), (unseen.Status, unseen.Issues[0]));
    }

    private async Task<string> SaidAsync(string path, string id) => Without(
        await County.GetAsync(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, path, id), RequestId), id);

    private static string Without(FhirReply reply, string id) =>
        $"{reply.Status} {reply.Headers.ETag} {reply.Content.LastModified} "
        + reply.Body.Replace(id, "", StringComparison.Ordinal);

    private Task<FhirReply> PatchAsync(string id) => County.SendAsync(
        "PATCH", $"Basic/{id}", """[{"op":"add","path":"/language","value":"zh"}]""", [RequestId],
        "application/json-patch+json");

    private static async Task<IEnumerable<string>> FoundAsync(FhirCaller caller, string number) =>
        (await caller.BundleAsync($"Patient?identifier={number}")).Entry.Select(e => e.Resource!.Id!);

    private static string NewNumber() => Numbers.Valid(700 + Interlocked.Increment(ref used));

    private static Patient Person(string number) => new()
    {
        Identifier = [new(FhirNames.IdCard, number)],
        Name = [new() { Text = "赵六" }],
    };
}

public sealed class UnseenOnSqlite(SqliteFhir exchanges) : UnseenContract(exchanges), IClassFixture<SqliteFhir>;

public sealed class UnseenOnPostgres(PostgresFhir exchanges) : UnseenContract(exchanges), IClassFixture<PostgresFhir>;
