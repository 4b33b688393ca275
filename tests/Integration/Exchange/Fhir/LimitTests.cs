using IntegrationHub.Exchange;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>No client takes the share of another one.</summary>
public sealed class LimitTests(SqliteFolder folder) : IClassFixture<SqliteFolder>
{
    [Fact]
    public async Task A_client_above_its_share_waits_and_another_one_does_not()
    {
        await using var app = await FhirHost.StartAsync(ExchangeRig.Options(await folder.NewAsync()) with
        {
            Fhir = new() { RequestsPerSecond = 3 },
        });
        var tokens = app.Services.GetRequiredService<ClientTokens>();
        using var greedy = await CallerAsync("greedy");
        using var modest = await CallerAsync("modest");

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => greedy.GetAsync("Patient")));
        var other = await modest.GetAsync("Patient");

        var refused = replies.Where(r => r.Status != 200).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, r => Assert.Equal((429, "TooManyRequests"), (r.Status, r.Issues[0])));
        Assert.All(refused, r => Assert.NotNull(r.Headers.RetryAfter));
        Assert.Equal(200, other.Status);

        async Task<FhirCaller> CallerAsync(string name)
        {
            var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single() + "/fhir/") };
            client.DefaultRequestHeaders.Authorization = new(
                "Bearer", await tokens.IssueAsync("town", name, null, TestContext.Current.CancellationToken));
            return new(client);
        }
    }
}
