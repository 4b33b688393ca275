using System.Net;
using IntegrationHub.Exchange;
using IntegrationHub.Integration.Exchange;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Dashboard;

/// <summary>Logging in with an account, as browsers and attackers see it.</summary>
public sealed class PersonLoginTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_login_opens_the_desk_and_the_cookie_is_good_for_this_site_only()
    {
        await using var host = await PersonHost.StartAsync();
        var password = await host.AddAsync(PeopleRig.Draft("shi.min", "", PersonRole.Operations));

        var answer = await host.Desk.Client.FormAsync("/ops/login", Ct, ("name", "Shi.Min"), ("password", password));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/ops", cookie, StringComparison.OrdinalIgnoreCase);
        foreach (var closed in (string[])["/ops", "/ops/me", "/ops/messages", "/ops/users"])
            Assert.Equal(HttpStatusCode.Redirect, (await host.Desk.Client.GetAsync(closed, Ct)).StatusCode);

        var (browser, secret) = await host.EnterAsync("second.man", "", [PersonRole.Operations]);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/ops", Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/ops/me", Ct)).StatusCode);
        await browser.FormAsync("/ops/logout", Ct);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/ops", Ct)).StatusCode);
        var log = string.Concat(host.Desk.Log.Lines.Select(l => l.Text));
        Assert.DoesNotContain(password, log, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_name_and_a_wrong_password_get_the_same_page_after_the_same_time()
    {
        await using var host = await PersonHost.StartAsync();
        await host.AddAsync(PeopleRig.Draft("known.one", "", PersonRole.Operations));
        var pages = new List<(HttpStatusCode, string)>();
        var times = new List<TimeSpan>();

        foreach (var name in (string[])["known.one", "nobody.here"])
        {
            var began = TimeProvider.System.GetTimestamp();
            var answer = await host.Desk.Client.FormAsync("/ops/login", Ct, ("name", name), ("password", "a wrong one"));
            times.Add(TimeProvider.System.GetElapsedTime(began));
            pages.Add((answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct)));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, pages[0].Item1);
        Assert.Equal(pages[0], pages[1]);
        Assert.All(times, t => Assert.True(t >= TimeSpan.FromMilliseconds(390), $"{t}"));
    }

    [Fact]
    public async Task Ten_wrong_answers_of_an_address_within_a_minute_make_it_wait()
    {
        await using var host = await PersonHost.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(
            i => host.Desk.Client.FormAsync("/ops/login", Ct, ("name", $"no.one.{i}"), ("password", "wrong"))));

        Assert.Equal((HttpStatusCode)429,
            (await host.Desk.Client.FormAsync("/ops/login", Ct, ("name", "no.one"), ("password", "wrong"))).StatusCode);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Unauthorized,
            (await host.Desk.Client.FormAsync("/ops/login", Ct, ("name", "no.one"), ("password", "wrong"))).StatusCode);
    }

    [Fact]
    public async Task A_closed_account_is_out_at_its_next_request()
    {
        await using var host = await PersonHost.StartAsync();
        var (browser, _) = await host.EnterAsync("leaver", "", [PersonRole.Operations]);
        var (chief, _) = await host.EnterAsync("chief", "", [PersonRole.Administrator]);
        Assert.Equal(200, (await browser.JsonAsync("/ops/api/ledger", Ct)).Status);

        Assert.Equal("/ops/users/leaver?done=saved&n=1", await PersonHost.StepAsync(chief, "/ops/users/leaver/disable"));

        Assert.Equal(401, (await browser.JsonAsync("/ops/api/ledger", Ct)).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/ops/me", Ct)).StatusCode);
    }

    [Fact]
    public async Task A_clinician_makes_a_token_and_sees_nothing_of_the_desk()
    {
        await using var host = await PersonHost.StartAsync();
        var (browser, secret) = await host.EnterAsync("doctor", "county-general", [PersonRole.Clinician]);

        var home = await browser.GetAsync("/ops", Ct);
        Assert.Equal("/ops/me", home.Headers.Location!.OriginalString);
        var (status, body) = await browser.CommandAsync("/ops/api/me/token", new { minutes = 30 }, Ct);
        Assert.Equal(200, status);
        var token = body.GetProperty("token").GetString()!;
        Assert.StartsWith("hub_", token, StringComparison.Ordinal);
        var caller = (await host.Desk.Services.GetRequiredService<ClientTokens>().FindAsync(token, Ct))!;
        Assert.Equal(("county-general", "doctor"), (caller.Member, caller.Name));

        host.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(401, (await browser.CommandAsync("/ops/api/me/token", new { minutes = 30 }, Ct)).Status);
        Assert.Equal(200, (await browser.CommandAsync("/ops/api/me/token",
            new { minutes = 30, code = Totp.CodeAt(secret, host.Clock.GetUtcNow()) }, Ct)).Status);
    }

    [Fact]
    public async Task Content_opens_with_a_reason_only_and_the_trail_hears_of_it_first()
    {
        await using var host = await PersonHost.StartAsync();
        var (browser, _) = await host.EnterAsync("it.county", "county-general", [PersonRole.HospitalIt]);
        var address = $"/ops/messages/{DeskScene.Dead}";

        Assert.DoesNotContain("测试患者", await browser.GetStringAsync(address, Ct), StringComparison.Ordinal);
        var refused = await browser.FormAsync(address, Ct, ("reason", "   为什么  "));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(400, (await browser.JsonAsync($"/ops/api/messages/{DeskScene.Dead}/content", Ct)).Status);
        Assert.DoesNotContain(host.Desk.Trail.Acts, a => a.Event == "content");

        const string Reason = "修正检验结果里的日期格式";
        var opened = await browser.FormAsync(address, Ct, ("reason", Reason));
        Assert.Contains("测试患者", await opened.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        var act = Assert.Single(host.Desk.Trail.Acts, a => a.Event == "content");
        Assert.Equal((DeskScene.Dead, "it.county", "county-general", Reason), (act.MessageId, act.By, act.Member, act.Detail));
        Assert.DoesNotContain(Reason, string.Concat(host.Desk.Log.Lines.Select(l => l.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_members_people_see_their_own_members_messages_and_channels_only()
    {
        await using var host = await PersonHost.StartAsync();
        var (own, _) = await host.EnterAsync("it.county", "county-general", [PersonRole.HospitalIt]);
        var (other, _) = await host.EnterAsync("it.town", "town-clinic", [PersonRole.HospitalIt]);

        Assert.Contains("YX-0007", await own.GetStringAsync("/ops/deadletters", Ct), StringComparison.Ordinal);
        foreach (var page in (string[])["/ops", "/ops/channels", "/ops/lanes", "/ops/deadletters", "/ops/messages", "/ops/trace?id=YX-0007", "/ops/api/channels", "/ops/api/ledger", "/ops/api/lanes", "/ops/api/streams/blocked"])
        {
            var html = await other.GetStringAsync(page, Ct);
            foreach (var foreign in (string[])["county-lis", "county-his-out", "city-his", "YXRMYY", "county-general"])
                Assert.DoesNotContain(foreign, html, StringComparison.Ordinal);
        }
        Assert.All(host.Desk.Gateways.Asked.TakeLast(2), a => Assert.Equal("town-clinic", a.Member)); // in the question itself
        Assert.Equal(404, (await other.ContentAsync($"/ops/api/messages/{DeskScene.Dead}/content", Ct)).Status);
        Assert.Equal(404, (await other.ContentAsync($"/ops/api/deadletters/{ExchangeScene.Envelope}/content", Ct)).Status);
        Assert.Equal(404, (await other.CommandAsync("/ops/api/channels/county-lis/stop", null, Ct)).Status);
    }

    [Fact]
    public async Task An_export_is_a_right_of_its_own_and_holds_no_formula()
    {
        await using var host = await PersonHost.StartAsync();
        host.Desk.Gateways["county"].Lines.Add(DeskScene.LineOf(
            Guid.NewGuid(), "=HYPERLINK(\"http://x\",\"11010519491231002X\")", "stored", TimeProvider.System.GetUtcNow()));
        var (without, _) = await host.EnterAsync("ops.plain", "", [PersonRole.Operations]);
        var (with, _) = await host.EnterAsync("ops.export", "", [PersonRole.Operations], DeskRight.Export);

        Assert.Equal(403, (await without.JsonAsync("/ops/api/ledger.csv", Ct)).Status);
        var file = await with.GetByteArrayAsync("/ops/api/ledger.csv", Ct);

        Assert.Equal([0xEF, 0xBB, 0xBF], file[..3]);
        var text = System.Text.Encoding.UTF8.GetString(file);
        Assert.Contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"110***********002X\"\")\"", text, StringComparison.Ordinal);
        Assert.Contains(host.Desk.Trail.Acts, a => a is { Event: "export", By: "ops.export" });
    }
}
