using System.Net;
using System.Text.RegularExpressions;
using IntegrationHub.Contracts;
using Xunit;

namespace IntegrationHub.Integration.Dashboard;

public sealed partial class OpsPageTests
{
    private static readonly string[] Pages =
    [
        "/ops", "/ops/channels", "/ops/lanes", "/ops/deadletters", "/ops/messages", "/ops/trace",
        "/ops/trace?id=YX-0006", "/ops/users", $"/ops/messages/{DeskScene.Dead}", $"/ops/messages/{DeskScene.Stored}",
        $"/ops/deadletters/{ExchangeScene.Envelope}", "/ops/deadletters?done=replayed&n=2", "/ops/nowhere", "/ops/messages?limit=0",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task Every_page_speaks_one_language_and_holds_nothing_inline_or_from_outside(string language)
    {
        await using var host = await DeskHost.StartAsync();
        await host.Client.GetAsync($"/ops/language/{language}", Ct);

        foreach (var page in Pages)
        {
            var response = await host.Client.GetAsync(page, Ct);
            var html = await response.Content.ReadAsStringAsync(Ct);

            Assert.Contains($"<html lang=\"{language}\">", html, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"(?i)<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=""/ops/assets/)", html);
            Assert.DoesNotMatch(@"(?i)(src|href|action)=""(https?:)?//", html);
            Assert.DoesNotMatch(@">(?!hub\.)[a-z]+\.[a-z.]+<", html); // a key without a text shows itself
            Assert.Contains("default-src 'none'; script-src 'self'", Header(response, "Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Equal("nosniff", Header(response, "X-Content-Type-Options"));
            Assert.Equal("no-store", Header(response, "Cache-Control"));
        }
    }

    [Fact]
    public async Task English_pages_hold_no_Chinese_but_the_switch()
    {
        await using var host = await DeskHost.StartAsync();
        await host.Client.GetAsync("/ops/language/en", Ct);

        foreach (var page in Pages.Where(p => !p.Contains("0198f", StringComparison.Ordinal))) // content is the sender's
        {
            var html = await host.Client.GetStringOfAnyAsync(page, Ct);

            Assert.Equal(["中文", "切换到中文"], Han().Matches(html).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Hostile_content_is_shown_and_never_run()
    {
        await using var host = await DeskHost.StartAsync();
        const string Attack = "\"><img src=x onerror=alert(1)>";
        host.Gateways["county"].Lines.Add(
            DeskScene.LineOf(Guid.NewGuid(), Attack, "dead", TimeProvider.System.GetUtcNow()) with
            {
                Facility = Attack,
                Event = Attack,
                Errors = [new HubError(HubErrorCode.FieldMalformed, Attack, Attack)],
            });

        foreach (var page in (string[])["/ops/messages", "/ops/deadletters", $"/ops/messages/{DeskScene.Dead}",
            "/ops/trace?id=" + Uri.EscapeDataString(Attack), "/ops/messages?sender=" + Uri.EscapeDataString(Attack)])
        {
            var html = await host.Client.PageAsync(page, Ct);

            Assert.DoesNotContain("<img src=x", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.Matches("&lt;(img src=x|script&gt;)", html);
        }
    }

    [Fact]
    public async Task The_raw_message_stands_one_segment_per_line_beside_its_fhir()
    {
        await using var host = await DeskHost.StartAsync();

        var html = await host.Client.PageAsync($"/ops/messages/{DeskScene.Dead}", Ct);

        Assert.Equal(4 + 2, Regex.Count(html, "<li>(MSH|PID|OBR|OBX|MSA)<i>\\|</i>"));
        Assert.Contains("葡萄糖", html, StringComparison.Ordinal);
        Assert.Contains("&quot;resourceType&quot;: &quot;Bundle&quot;", html, StringComparison.Ordinal);
        Assert.Contains("PV1-44", html, StringComparison.Ordinal);
        Assert.Contains("name=\"editedRaw\"", html, StringComparison.Ordinal);
        Assert.Contains(host.Log.Lines, l => l.Id == 4101 && l.Text.Contains($"{DeskScene.Dead}", StringComparison.Ordinal));
        Assert.DoesNotContain("测试患者", string.Concat(host.Log.Lines.Select(l => l.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_a_dead_message_offers_to_be_corrected()
    {
        await using var host = await DeskHost.StartAsync();

        var stored = await host.Client.PageAsync($"/ops/messages/{DeskScene.Stored}", Ct);

        Assert.DoesNotContain("editedRaw", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("/ops/deadletters/replay", stored, StringComparison.Ordinal);
        Assert.Contains("转换提示", stored, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_leads_from_the_socket_to_the_other_hospital()
    {
        await using var host = await DeskHost.StartAsync();

        var html = await host.Client.GetStringAsync("/ops/trace?id=YX-0006", Ct);

        var places = Regex.Matches(html, "<th scope=\"col\">([^<]+)</th>").Select(m => m.Groups[1].Value);
        Assert.Equal(["时间", "网关 county", "消息总线", "交换端", "网关 city", "青山市第一医院"], places);
        Assert.Contains("hub.intake.3", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopped_source_is_an_alarm_and_the_rest_still_shows()
    {
        await using var host = await DeskHost.StartAsync(hasExchange: false);
        host.Gateways.Silent = [new HubError(HubErrorCode.ServiceUnreachable, "Gateway city did not answer in time.", "city")];

        var messages = await host.Client.GetStringAsync("/ops/messages", Ct);

        Assert.Contains("Gateway city did not answer in time.", messages, StringComparison.Ordinal);
        Assert.Contains("YX-0006", messages, StringComparison.Ordinal);
        Assert.Contains("YX-0007", await host.Client.GetStringAsync("/ops/deadletters", Ct), StringComparison.Ordinal);
        Assert.Contains("读不到：交换端", await host.Client.GetStringAsync("/ops", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_stands_still_is_shown_without_the_patient()
    {
        await using var host = await DeskHost.StartAsync();

        var lanes = await host.Client.GetStringAsync("/ops/lanes", Ct);

        Assert.Contains($"value=\"{ExchangeScene.Blocking}\"", lanes, StringComparison.Ordinal);
        Assert.Contains("云溪县人民医院", lanes, StringComparison.Ordinal);
        foreach (var page in Pages)
            Assert.DoesNotContain("SECRET", await host.Client.GetStringOfAnyAsync(page, Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assets_carry_their_hash_and_may_be_kept()
    {
        await using var host = await DeskHost.StartAsync();
        var html = await host.Client.GetStringAsync("/ops", Ct);

        var addresses = Regex.Matches(html, "\"(/ops/assets/[^\"]+)\"").Select(m => m.Groups[1].Value).Distinct().ToList();

        Assert.Equal(3, addresses.Count);
        foreach (var address in addresses)
        {
            var response = await host.Client.GetAsync(address, Ct);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("immutable", Header(response, "Cache-Control"), StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/ops/assets/secret", Ct)).StatusCode);
    }

    private static string Header(HttpResponseMessage response, string name) =>
        string.Join(',', response.Headers.TryGetValues(name, out var values) ? values : []);

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}+")]
    private static partial Regex Han();
}
