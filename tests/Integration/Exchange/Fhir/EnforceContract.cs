using System.Net.Http.Headers;
using Hl7.Fhir.Model;
using IntegrationHub.Exchange;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Writes of an exchange that holds resources to the profiles they claim.</summary>
public abstract class EnforceContract(EmptyDatabase database)
{
    private static readonly string[] Faults =
        ["RuleBroken Patient.identifier", "RuleBroken Patient.name[0].text"];

    [Fact]
    public async Task A_create_that_violates_its_claim_is_refused_with_every_fault() => await WithTownAsync(async town =>
    {
        var refused = await town.PostAsync("Patient", Bad());
        var good = await town.PostAsync("Patient", Good());
        var unclaimed = Bad();
        unclaimed.Meta = null;
        var elsewhere = Bad();
        elsewhere.Meta!.Profile = ["http://example.org/other"];

        Assert.Equal(422, refused.Status);
        Assert.Equal(Faults, refused.Issues.Order());
        Assert.Equal(201, good.Status);
        Assert.Equal(201, (await town.PostAsync("Patient", unclaimed)).Status);
        Assert.Equal(201, (await town.PostAsync("Patient", elsewhere)).Status);
        Assert.Equal(3, (await town.BundleAsync("Patient")).Entry.Count);
    });

    [Fact]
    public async Task Updates_and_patches_are_held_to_the_claim_too() => await WithTownAsync(async town =>
    {
        var id = (await town.CreateAsync(Good())).Id;
        var bad = Bad();
        bad.Id = id;

        var update = await town.PutAsync($"Patient/{id}", bad);
        var patch = await town.SendAsync(
            "PATCH", $"Patient/{id}",
            """[{"op":"remove","path":"/identifier"},{"op":"replace","path":"/name/0","value":{"family":"李"}}]""",
            [], "application/json-patch+json");

        Assert.All([update, patch], r => Assert.Equal(422, r.Status));
        Assert.All([update, patch], r => Assert.Equal(Faults, r.Issues.Order()));
        Assert.Equal("W/\"1\"", (await town.GetAsync($"Patient/{id}")).ETag);
    });

    [Fact]
    public async Task One_entry_that_violates_its_claim_refuses_a_transaction_and_its_own_place_in_a_batch() =>
        await WithTownAsync(async town =>
        {
            var transaction = await town.PostAsync("", Both(Bundle.BundleType.Transaction));
            var none = (await town.BundleAsync("Patient")).Entry;
            var batch = await town.PostAsync("", Both(Bundle.BundleType.Batch));

            Assert.Equal(422, transaction.Status);
            Assert.Equal(
                [
                    "RuleBroken Bundle.entry[1].resource.identifier",
                    "RuleBroken Bundle.entry[1].resource.name[0].text",
                ],
                transaction.Issues.Order());
            Assert.Empty(none);
            Assert.Equal(
                ["201", "422"], batch.Resource<Bundle>().Entry.Select(e => e.Response!.Status![..3]));
            Assert.Single((await town.BundleAsync("Patient")).Entry);
        });

    [Fact]
    public async Task Without_the_option_a_claim_is_not_checked() => await WithTownAsync(
        async town => Assert.Equal(201, (await town.PostAsync("Patient", Bad())).Status), enforce: false);

    private async Task WithTownAsync(Func<FhirCaller, Task> test, bool enforce = true)
    {
        await using var app = await FhirHost.StartAsync(ExchangeRig.Options(await database()) with
        {
            Fhir = new() { EnforceProfiles = enforce },
        });
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single() + "/fhir/") };
        using var town = new FhirCaller(client);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await app.Services.GetRequiredService<ClientTokens>().IssueAsync(
                "town", "test", TimeSpan.FromHours(1), TestContext.Current.CancellationToken));
        await test(town);
    }

    private static Bundle Both(Bundle.BundleType type) => new()
    {
        Type = type,
        Entry = [.. new[] { Good(), Bad() }.Select(p => new Bundle.EntryComponent
        {
            Resource = p,
            Request = new() { Method = Bundle.HTTPVerb.POST, Url = "Patient" },
        })],
    };

    private static Patient Good() => new()
    {
        Meta = new() { Profile = ["urn:hub:profile:patient"] },
        Active = true,
        Identifier = [new("urn:hub:town:mr", Guid.NewGuid().ToString("N"))],
        Name = [new() { Text = "李四" }],
    };

    private static Patient Bad() => new()
    {
        Meta = new() { Profile = ["urn:hub:profile:patient"] },
        Active = true,
        Name = [new() { Family = "李" }],
    };
}

public sealed class EnforceOnSqlite(SqliteFolder folder)
    : EnforceContract(folder.NewAsync), IClassFixture<SqliteFolder>;

public sealed class EnforceOnPostgres() : EnforceContract(ExchangeRig.PostgresAsync);
