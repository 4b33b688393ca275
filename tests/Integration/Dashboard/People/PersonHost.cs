using System.Net;
using System.Text.RegularExpressions;
using IntegrationHub.Dashboard;
using IntegrationHub.Exchange;
using IntegrationHub.Integration.Exchange;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Dashboard;

/// <summary>A desk with accounts, and people who log in at it as a browser does.</summary>
internal sealed partial class PersonHost : IAsyncDisposable
{
    private PersonHost(DeskHost desk, ShiftedClock clock) => (Desk, Clock) = (desk, clock);

    public DeskHost Desk { get; }

    public ShiftedClock Clock { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<PersonHost> StartAsync(OidcSettings? oidc = null)
    {
        var clock = new ShiftedClock();
        return new(await DeskHost.StartAsync(
            new OpsOptions { Access = OpsAccess.Accounts, Oidc = oidc }, clock: clock), clock);
    }

    public Task<string> AddAsync(PersonDraft draft) => AddAsync(Desk.Services, draft);

    /// <summary>A browser in which the person has gone through the whole first login.</summary>
    public async Task<(HttpClient Browser, string Secret)> EnterAsync(
        string name, string member, IReadOnlyList<PersonRole> roles, params DeskRight[] grants)
    {
        var password = await AddAsync(new(name, "", member, roles, grants));
        var browser = Desk.NewClient(new CookieContainer());
        var next = await StepAsync(browser, "/ops/login", ("name", name), ("password", password));
        Assert.Equal("/ops/login/enrol?back=%2Fops", next);
        var secret = Secret().Match(await browser.GetStringAsync(next, Ct)).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);
        var codes = await browser.FormAsync("/ops/login/enrol", Ct, ("code", Totp.CodeAt(secret, Clock.GetUtcNow())));
        next = Next().Match(await codes.Content.ReadAsStringAsync(Ct)).Groups[1].Value;
        Assert.Equal("/ops/login/change?back=%2Fops", next);
        Assert.Equal("/ops", await StepAsync(browser, "/ops/login/change", ("password", "a lake behind the mill"),
            ("again", "a lake behind the mill")));
        return (browser, secret);
    }

    public static async Task<string> StepAsync(
        HttpClient browser, string address, params (string Name, string Value)[] fields)
    {
        var answer = await browser.FormAsync(address, Ct, fields);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return answer.Headers.Location!.OriginalString;
    }

    public ValueTask DisposeAsync() => Desk.DisposeAsync();

    private static async Task<string> AddAsync(IServiceProvider services, PersonDraft draft)
    {
        var added = await services.GetRequiredService<PeopleDesk>().AddAsync(draft, PeopleRig.Keeper, Ct);
        Assert.True(added.IsOk, string.Join("; ", added.Errors.Select(e => e.Text)));
        return added.Value;
    }

    [GeneratedRegex(@"<p class=""secret""><code>([A-Z2-7 ]{30,50})</code>")]
    private static partial Regex Secret();

    [GeneratedRegex(@"<a class=""button"" href=""([^""]+)""")]
    private static partial Regex Next();
}
