using System.Diagnostics;
using IntegrationHub.Exchange;
using IntegrationHub.Shared.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Exchange;

/// <summary>Two exchanges of one hub, behind one address; and one that is started again.</summary>
public sealed class TwoExchangesOfSystemsTests
{
    private static readonly (string, object?) Address = ("aud", "https://hub.example.org/connect/token");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_forty_that_send_one_assertion_to_two_exchanges_at_the_same_time_one_gets_a_token()
    {
        var options = await OptionsAsync();
        await using var here = await FhirHost.StartAsync(options);
        await using var there = await FhirHost.StartAsync(options);
        using var client = await SigningClient.RegisterAsync(here.Services, UrlOf(here));
        for (var round = 0; round < 5; round++)
        {
            var assertion = client.Key.Sign(client.Claims(Address));

            var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
                client.AskAsync(assertion, other: UrlOf(i % 2 == 0 ? here : there))));

            Assert.Equal(1, replies.Count(r => r.Status == 200));
            Assert.Equal(39, replies.Count(r => r.Error == "invalid_client"));
        }
    }

    [Fact]
    public async Task An_assertion_used_before_a_restart_is_refused_after_it()
    {
        var options = await OptionsAsync();
        string assertion;
        var before = await FhirHost.StartAsync(options);
        using var client = await SigningClient.RegisterAsync(before.Services, UrlOf(before));
        await using (before)
        {
            assertion = client.Key.Sign(client.Claims(Address));
            Assert.Equal(200, (await client.AskAsync(assertion)).Status);
        }

        await using var after = await FhirHost.StartAsync(options);

        Assert.Equal("invalid_client", (await client.AskAsync(assertion, other: UrlOf(after))).Error);
        var fresh = await client.AskAsync(client.Key.Sign(client.Claims(Address)), other: UrlOf(after));
        Assert.Equal(200, fresh.Status);
    }

    [Fact]
    public async Task A_client_disabled_at_one_exchange_is_refused_by_the_other_long_before_its_token_would_be_forgotten()
    {
        var options = await OptionsAsync();
        await using var here = await FhirHost.StartAsync(options);
        await using var there = await FhirHost.StartAsync(options);
        using var client = await SigningClient.RegisterAsync(here.Services, UrlOf(here));
        var token = (await client.AskAsync(client.Key.Sign(client.Claims(Address)))).Token;
        using var fhir = new HttpClient { BaseAddress = new Uri(UrlOf(there), "/fhir/") };
        fhir.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var caller = new FhirCaller(fhir);
        Assert.Equal(200, (await caller.GetAsync("Patient?_count=1")).Status);

        await here.Services.GetRequiredService<ClientDesk>().DisableAsync(client.Client.Id, Ct);
        var disabled = Stopwatch.GetTimestamp();
        while ((await caller.GetAsync("Patient?_count=1")).Status == 200)
            Assert.True(Stopwatch.GetElapsedTime(disabled) < ClientTokens.Remembered / 2, "still open");

        Assert.Equal(401, (await caller.GetAsync("Patient?_count=1")).Status);
        var again = await client.AskAsync(client.Key.Sign(client.Claims(Address)), other: UrlOf(there));
        Assert.Equal("invalid_client", again.Error);
    }

    [Fact]
    public async Task A_token_asked_for_while_its_client_is_disabled_is_never_good_afterwards()
    {
        var options = await OptionsAsync();
        await using var here = await FhirHost.StartAsync(options);
        await using var there = await FhirHost.StartAsync(options);
        using var client = await SigningClient.RegisterAsync(here.Services, UrlOf(here));
        var desk = here.Services.GetRequiredService<ClientDesk>();
        for (var round = 0; round < 5; round++)
        {
            await desk.EnableAsync(client.Client.Id, Ct);
            var asking = Enumerable.Range(0, 10).Select(i => client.AskAsync(
                client.Key.Sign(client.Claims(Address)), other: UrlOf(i % 2 == 0 ? here : there))).ToList();
            await desk.DisableAsync(client.Client.Id, Ct);
            await Task.WhenAll(asking);

            await using var reader = await here.Services.GetRequiredService<IntegrationHub.Store.HubDb>().ReadAsync(Ct);
            var alive = (await IntegrationHub.Store.ClientTokens.AllAsync(reader, Ct))
                .Count(t => t.ClientId == client.Client.Id && t.RevokedAt is null);
            Assert.Equal(0, alive);
        }
    }

    private static async Task<ExchangeOptions> OptionsAsync()
    {
        var server = await PostgresServer.SharedAsync();
        return ExchangeRig.Options((await server.CreateDatabaseAsync(Ct), null)) with
        {
            Access = new() { Url = new("https://hub.example.org/") },
        };
    }

    private static Uri UrlOf(WebApplication app) => new(app.Urls.Single());
}
