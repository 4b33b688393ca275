using System.Diagnostics;
using IntegrationHub.Exchange;
using IntegrationHub.Shared.Servers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>A token that was revoked anywhere opens no door any more.</summary>
public sealed class RevocationTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_revoked_by_one_exchange_is_refused_by_the_other_long_before_it_would_be_forgotten()
    {
        var server = await PostgresServer.SharedAsync();
        var options = ExchangeRig.Options((await server.CreateDatabaseAsync(Ct), null));
        await using var here = await FhirHost.StartAsync(options);
        await using var there = await FhirHost.StartAsync(options);
        var token = await here.Services.GetRequiredService<ClientTokens>().IssueAsync("town", "test", null, Ct);
        using var client = new HttpClient { BaseAddress = new Uri(there.Urls.Single() + "/fhir/") };
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        Assert.Equal(200, await StatusAsync());

        await here.Services.GetRequiredService<ClientTokens>().RevokeAsync(token, Ct);
        var revoked = Stopwatch.GetTimestamp();
        while (await StatusAsync() == 200)
            Assert.True(Stopwatch.GetElapsedTime(revoked) < ClientTokens.Remembered / 2, "still open");

        Assert.Equal(401, await StatusAsync());

        async Task<int> StatusAsync()
        {
            using var answer = await client.GetAsync(new Uri("Patient", UriKind.Relative), Ct);
            return (int)answer.StatusCode;
        }
    }
}
