using System.Net;
using IntegrationHub.Dashboard;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Dashboard;

public sealed class OpsAccessTests
{
    private const string Token = "the-ops-token-of-this-very-test";

    private static readonly OpsOptions ByToken = new() { Access = OpsAccess.Token, Token = Token };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Host", "attacker.example")]
    [InlineData("X-Forwarded-For", "10.0.0.5")]
    [InlineData("Forwarded", "for=10.0.0.5")]
    public async Task On_loopback_a_foreign_name_or_a_proxy_is_refused(string header, string value)
    {
        await using var host = await DeskHost.StartAsync();

        foreach (var address in (string[])["/ops", "/ops/api/ledger", $"/ops/messages/{DeskScene.Dead}"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation(header, value);
            Assert.Equal(HttpStatusCode.Forbidden, (await host.Client.SendAsync(request, Ct)).StatusCode);
        }
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Origin", "http://attacker.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task A_post_of_another_site_changes_nothing(string? header, string? value)
    {
        await using var host = await DeskHost.StartAsync();

        foreach (var address in (string[])["/ops/channels", "/ops/streams", "/ops/deadletters/replay",
            "/ops/api/channels/county-lis/stop", "/ops/api/deadletters/replay"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address)
            {
                Content = new FormUrlEncodedContent([new("channel", "county-lis"), new("command", "stop")]),
            };
            if (header is not null)
                request.Headers.TryAddWithoutValidation(header, value);
            Assert.Equal(HttpStatusCode.Forbidden, (await host.Client.SendAsync(request, Ct)).StatusCode);
        }
        Assert.Empty(host.Gateways.Commands);
    }

    [Fact]
    public async Task With_a_token_pages_lead_to_the_login_and_the_api_says_401()
    {
        await using var host = await DeskHost.StartAsync(ByToken);

        var page = await host.Client.GetAsync("/ops/channels", Ct);
        Assert.Equal((HttpStatusCode.Redirect, "/ops/login?back=%2Fops%2Fchannels"),
            (page.StatusCode, page.Headers.Location!.OriginalString));
        var (status, body) = await host.Client.JsonAsync("/ops/api/ledger", Ct);
        Assert.Equal((401, "Unauthorized"), (status, body.GetProperty("errors")[0].GetProperty("code").GetString()));
        Assert.Empty(host.Gateways.Asked);
    }

    [Fact]
    public async Task A_login_opens_the_desk_until_the_logout()
    {
        await using var host = await DeskHost.StartAsync(ByToken);

        var wrong = await host.Client.FormAsync("/ops/login", Ct, ("token", Token + "x"), ("back", "/ops/lanes"));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.DoesNotContain(Token, await wrong.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

        var right = await host.Client.FormAsync("/ops/login", Ct, ("token", Token), ("back", "/ops/lanes"));
        Assert.Equal("/ops/lanes", right.Headers.Location!.OriginalString);
        var cookie = Assert.Single(right.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Token, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/ops/lanes", Ct)).StatusCode);
        Assert.Equal(200, (await host.Client.JsonAsync("/ops/api/ledger", Ct)).Status);

        await host.Client.FormAsync("/ops/logout", Ct);
        Assert.Equal(HttpStatusCode.Redirect, (await host.Client.GetAsync("/ops/lanes", Ct)).StatusCode);
        Assert.DoesNotContain(Token, string.Concat(host.Log.Lines.Select(l => l.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_sends_the_token_as_a_bearer()
    {
        await using var host = await DeskHost.StartAsync(ByToken);
        host.Client.DefaultRequestHeaders.Authorization = new("Bearer", Token);

        Assert.Equal(200, (await host.Client.JsonAsync("/ops/api/ledger", Ct)).Status);
        Assert.Equal(200, (await host.Client.CommandAsync("/ops/api/channels/town-his/start", null, Ct)).Status);
    }

    [Fact]
    public async Task Guessing_is_slowed()
    {
        await using var host = await DeskHost.StartAsync(ByToken);
        for (var i = 0; i < 10; i++)
            await host.Client.FormAsync("/ops/login", Ct, ("token", $"guess {i}"));

        var next = await host.Client.FormAsync("/ops/login", Ct, ("token", Token));

        Assert.Equal((HttpStatusCode)429, next.StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await host.Client.GetAsync("/ops", Ct)).StatusCode);
    }

    [Fact]
    public void A_short_token_is_refused_at_start() => Assert.Throws<ArgumentException>(
        () => new ServiceCollection().AddOpsDesk(ByToken with { Token = "short" }));
}
