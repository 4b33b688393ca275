using System.Net;
using IntegrationHub.Dashboard;
using IntegrationHub.Exchange;
using IntegrationHub.Integration.Exchange;
using IntegrationHub.Shared.Servers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Dashboard;

/// <summary>Logging in at a real identity provider and coming back.</summary>
public sealed class OidcLoginTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whom_the_provider_vouches_for_enters_with_the_roles_and_the_member_it_says()
    {
        await using var provider = await ProviderAsync();
        await using var host = await PersonHost.StartAsync(Settings(provider));

        var (status, page) = await ThroughAsync(host.Desk.Client, host.Desk.Client);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("http-equiv=\"refresh\" content=\"0;url=/ops/me\"", page, StringComparison.Ordinal);
        Assert.Contains("王医生", await host.Desk.Client.GetStringAsync("/ops/me", Ct), StringComparison.Ordinal);
        var account = await AccountAsync(host, "wang.yi");
        Assert.Equal(("county-general", true), (account.Member, account.IsExternal));
        Assert.Equal([PersonRole.Clinician], account.Roles);

        provider.Claims["groups"] = new[] { "auditors", "unknown" }; // roles are the provider's, each time anew
        await ThroughAsync(host.Desk.Client, host.Desk.Client);
        Assert.Equal([PersonRole.Auditor], (await AccountAsync(host, "wang.yi")).Roles);
    }

    [Fact]
    public async Task Without_a_second_factor_at_the_provider_the_hub_asks_for_its_own()
    {
        await using var provider = await ProviderAsync();
        provider.Claims["amr"] = new[] { "pwd" };
        await using var host = await PersonHost.StartAsync(Settings(provider));

        var (_, page) = await ThroughAsync(host.Desk.Client, host.Desk.Client);

        Assert.Contains("url=/ops/login/enrol?back=%2Fops%2Fme", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await host.Desk.Client.GetAsync("/ops/me", Ct)).StatusCode);
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("nonce")]
    [InlineData("no roles")]
    [InlineData("both roles")]
    [InlineData("member")]
    [InlineData("closed")]
    public async Task Whoever_is_not_vouched_for_as_he_must_be_stays_out(string what)
    {
        await using var provider = await ProviderAsync();
        await using var host = await PersonHost.StartAsync(Settings(provider));
        switch (what)
        {
            case "forged": provider.IsForged = true; break;
            case "nonce": provider.OtherNonce = "another"; break;
            case "no roles": provider.Claims["groups"] = new[] { "cooks" }; break;
            case "both roles": provider.Claims["groups"] = new[] { "auditors", "admins" }; break;
            case "member": provider.Claims["hospital"] = "nowhere"; break;
            default:
                await ThroughAsync(host.Desk.Client, host.Desk.Client);
                await host.Desk.Services.GetRequiredService<PeopleDesk>().CloseAsync("wang.yi", true, PeopleRig.Keeper, Ct);
                break;
        }

        var (status, _) = await ThroughAsync(host.Desk.Client, host.Desk.Client);

        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal(HttpStatusCode.Redirect, (await host.Desk.Client.GetAsync("/ops/me", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_login_that_another_browser_began_is_refused_and_an_address_counts_once()
    {
        await using var provider = await ProviderAsync();
        await using var host = await PersonHost.StartAsync(Settings(provider));
        using var victim = host.Desk.NewClient(new CookieContainer());

        Assert.Equal(HttpStatusCode.Unauthorized, (await ThroughAsync(host.Desk.Client, victim)).Status);

        var back = await AwayAsync(host.Desk.Client);
        Assert.Equal(HttpStatusCode.OK, (await host.Desk.Client.GetAsync(back, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Desk.Client.GetAsync(back, Ct)).StatusCode);
    }

    private static async Task<OidcProvider> ProviderAsync()
    {
        var provider = await OidcProvider.StartAsync();
        provider.Claims["sub"] = "7c1e";
        provider.Claims["preferred_username"] = "wang.yi";
        provider.Claims["name"] = "王医生";
        provider.Claims["hospital"] = "county-general";
        provider.Claims["groups"] = new[] { "doctors" };
        provider.Claims["amr"] = new[] { "pwd", "otp" };
        return provider;
    }

    private static OidcSettings Settings(OidcProvider provider) => new()
    {
        Authority = provider.Authority,
        ClientId = OidcProvider.ClientId,
        ClientSecret = OidcProvider.ClientSecret,
        MemberClaim = "hospital",
        RoleClaim = "groups",
        Roles = new Dictionary<string, PersonRole>
        {
            ["doctors"] = PersonRole.Clinician,
            ["auditors"] = PersonRole.Auditor,
            ["admins"] = PersonRole.Administrator,
        },
    };

    /// <summary>To the provider in one browser, back in another (or the same).</summary>
    private static async Task<(HttpStatusCode Status, string Page)> ThroughAsync(HttpClient away, HttpClient back)
    {
        var answer = await back.GetAsync(await AwayAsync(away), Ct);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<Uri> AwayAsync(HttpClient browser)
    {
        var begun = await browser.GetAsync("/ops/oidc/begin?back=/ops/me", Ct);
        Assert.Equal(HttpStatusCode.SeeOther, begun.StatusCode);
        var there = await browser.GetAsync(begun.Headers.Location, Ct);
        Assert.Equal(HttpStatusCode.Redirect, there.StatusCode);
        return there.Headers.Location!;
    }

    private static async Task<PersonAccount> AccountAsync(PersonHost host, string name) =>
        (await host.Desk.Services.GetRequiredService<PeopleDesk>().FindAsync(PeopleRig.Keeper, name, Ct)).Value;
}
