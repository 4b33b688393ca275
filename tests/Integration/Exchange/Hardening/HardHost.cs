using System.Net.Http.Headers;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>An exchange of its own with limits of its own.</summary>
internal sealed class HardHost : IAsyncDisposable
{
    private readonly WebApplication app;

    private HardHost(WebApplication app) => this.app = app;

    public IServiceProvider Services => app.Services;

    public Uri Base => new(app.Urls.Single() + "/fhir/");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<HardHost> StartAsync(
        (string? Postgres, string? Sqlite) database, FhirApiOptions fhir, HttpLimits? http = null) =>
        new(await FhirHost.StartAsync(ExchangeRig.Options(database) with { Fhir = fhir }, http));

    public async Task<FhirCaller> CallerAsync(string name = "test", string member = "town") =>
        With(await Services.GetRequiredService<ClientTokens>().IssueAsync(member, name, null, Ct));

    public FhirCaller With(string? token)
    {
        var client = new HttpClient { BaseAddress = Base };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new(client);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
