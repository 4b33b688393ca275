using System.Net.Http.Headers;
using Hl7.Fhir.Model;
using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Tests that change what the whole process knows: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>A search parameter that a client adds.</summary>
[Collection(Alone.Name)]
public sealed class CustomSearchTests(SqliteFolder folder) : IClassFixture<SqliteFolder>
{
    private const string Extension = "http://example.org/eye-colour";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_answers_when_all_resources_are_indexed_and_until_it_is_deleted()
    {
        await using var app = await FhirHost.StartAsync(ExchangeRig.Options(await folder.NewAsync()));
        using var town = await CallerAsync(app);
        var watch = app.Services.GetRequiredService<IndexWatch>();
        var before = (await town.CreateAsync(Eyes("brown"))).Id;
        await town.CreateAsync(Eyes("blue"));
        Assert.Equal(400, (await StrictAsync("brown")).Status);

        var parameter = (await town.CreateAsync(Definition())).Id;
        await watch.RunOnceAsync(Ct);
        var early = await StrictAsync("brown");
        Assert.Equal((503, "NotNow eye-colour"), (early.Status, early.Issues.Single()));
        Assert.Contains("0 %", early.Body, StringComparison.Ordinal);

        // What waits for other exchanges to know of it need not wait here: there are none.
        await app.Services.GetRequiredService<HubDb>().RunAsync(
            (tx, ct) => tx.ExecuteAsync("update index_job set start_after = created_at", ct), Ct);
        await watch.RunOnceAsync(Ct);
        Assert.Equal([before], await FoundAsync("brown"));
        var after = (await town.CreateAsync(Eyes("brown"))).Id;
        Assert.Equal(new[] { before, after }.Order(), await FoundAsync("brown"));

        Assert.Equal(204, (await town.DeleteAsync($"SearchParameter/{parameter}")).Status);
        await watch.RunOnceAsync(Ct);
        Assert.Equal(400, (await StrictAsync("brown")).Status);

        Task<FhirReply> StrictAsync(string colour) =>
            town.GetAsync($"Patient?eye-colour={colour}", ("Prefer", "handling=strict"));

        async Task<IEnumerable<string>> FoundAsync(string colour)
        {
            var reply = await StrictAsync(colour);
            Assert.True(reply.Status == 200, reply.Body);
            return reply.Resource<Bundle>().Entry.Select(e => e.Resource!.Id!).Order();
        }
    }

    [Fact]
    public async Task One_that_cannot_be_evaluated_is_refused_with_all_its_faults()
    {
        await using var app = await FhirHost.StartAsync(ExchangeRig.Options(await folder.NewAsync()));
        using var town = await CallerAsync(app);
        var broken = Definition();
        (broken.Code, broken.Type) = ("eye colour", SearchParamType.Special);
        broken.Expression = "Patient.extension.where(";
        var clash = Definition();
        clash.Code = "birthdate";

        var faults = await town.PostAsync("SearchParameter", broken);
        var taken = await town.PostAsync("SearchParameter", clash);
        broken.Status = PublicationStatus.Draft;
        var draft = await town.PostAsync("SearchParameter", broken);

        Assert.Equal(422, faults.Status);
        Assert.Equal(
            ["BusinessRule SearchParameter.code", "BusinessRule SearchParameter.expression",
                "BusinessRule SearchParameter.type"],
            faults.Issues.Order());
        Assert.Equal((422, "BusinessRule SearchParameter.code"), (taken.Status, taken.Issues.Single()));
        Assert.Equal(201, draft.Status);
    }

    private static SearchParameter Definition() => new()
    {
        Url = "http://example.org/SearchParameter/eye-colour",
        Name = "EyeColour",
        Code = "eye-colour",
        Status = PublicationStatus.Active,
        Description = "Colour of the eyes",
        Base = [ResourceType.Patient],
        Type = SearchParamType.Token,
        Expression = $"Patient.extension.where(url = '{Extension}').value",
    };

    private static Patient Eyes(string colour) =>
        new() { Extension = [new(Extension, new Code(colour))] };

    private static async Task<FhirCaller> CallerAsync(WebApplication app)
    {
        var token = await app.Services.GetRequiredService<IntegrationHub.Exchange.ClientTokens>()
            .IssueAsync("town", "test", TimeSpan.FromHours(1), Ct);
        var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single() + "/fhir/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new(client);
    }
}
