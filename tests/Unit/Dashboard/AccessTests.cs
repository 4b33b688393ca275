using System.Net;
using IntegrationHub.Dashboard;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IntegrationHub.Unit.Dashboard;

public sealed class AccessTests
{
    private const string Token = "an ops token that is long enough";

    [Theory]
    [InlineData("127.0.0.1", "localhost:8080", true)]
    [InlineData("::1", "[::1]:8080", true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1:8080", true)]
    [InlineData("127.0.0.1", "attacker.example:8080", false)] // DNS rebinding
    [InlineData("10.0.0.5", "localhost:8080", false)]
    public void Only_this_machine_under_its_own_name_is_local(string peer, string host, bool isLocal)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        http.Request.Host = new HostString(host);

        Assert.Equal(isLocal, SameOrigin.IsLocal(http));
    }

    [Fact]
    public void A_proxy_on_this_machine_is_not_local()
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Loopback;
        http.Request.Host = new HostString("localhost");
        http.Request.Headers["X-Forwarded-For"] = "10.0.0.5";

        Assert.False(SameOrigin.IsLocal(http));
    }

    [Theory]
    [InlineData("http://hub:8080", null, null, true)]
    [InlineData("http://hub:8081", null, "1", false)]
    [InlineData("https://hub:8080", null, "1", false)]
    [InlineData("null", null, "1", false)]
    [InlineData(null, "same-origin", null, true)]
    [InlineData(null, "same-site", "1", false)]
    [InlineData(null, "cross-site", "1", false)]
    [InlineData(null, null, "1", true)]
    [InlineData(null, null, null, false)]
    public void Only_our_pages_and_scripts_may_change_anything(string? origin, string? site, string? script, bool may)
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host) = ("http", new HostString("hub:8080"));
        request.Headers.Origin = origin;
        request.Headers["Sec-Fetch-Site"] = site;
        if (script is not null)
            request.Headers[SameOrigin.ScriptHeader] = script;

        Assert.Equal(may, SameOrigin.MayChange(request));
    }

    [Theory]
    [InlineData("/ops/channels?x=1", "/ops/channels?x=1")]
    [InlineData("/ops", "/ops")]
    [InlineData("//evil.example/ops", "/ops")]
    [InlineData("/ops\\..\\evil", "/ops")]
    [InlineData("https://evil.example/ops/", "/ops")]
    [InlineData("/opsx", "/ops")]
    [InlineData("/ops/a\r\nSet-Cookie: b", "/ops")]
    [InlineData(null, "/ops")]
    public void Back_leads_to_the_desk_only(string? asked, string given) => Assert.Equal(given, LoginRoutes.Back(asked));

    [Fact]
    public void A_session_ends_after_its_time_and_with_a_new_token()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        var options = new OpsOptions { Access = OpsAccess.Token, Token = Token };
        var session = new OpsSession(options, clock);
        var http = new DefaultHttpContext();
        session.Begin(http);
        var cookie = http.Response.Headers.SetCookie.ToString().Split(';')[0];

        Assert.True(session.Admits(With("Cookie", cookie)));
        Assert.False(new OpsSession(options with { Token = Token + "!" }, clock).Admits(With("Cookie", cookie)));
        Assert.False(session.Admits(With("Cookie", cookie[..^4] + "AAAA")));
        Assert.False(session.Admits(With("Cookie", "hub-ops=")));
        clock.Advance(TimeSpan.FromHours(8));
        Assert.False(session.Admits(With("Cookie", cookie)));
    }

    [Fact]
    public void The_token_itself_admits_a_script_and_an_unset_token_admits_nobody()
    {
        var session = new OpsSession(new OpsOptions { Access = OpsAccess.Token, Token = Token }, TimeProvider.System);

        Assert.True(session.Admits(With("Authorization", "Bearer " + Token)));
        Assert.False(session.Admits(With("Authorization", "Bearer " + Token[..^1])));
        Assert.False(session.Admits(With("Authorization", "Bearer ")));
        Assert.False(new OpsSession(new OpsOptions(), TimeProvider.System).IsToken(""));
    }

    [Fact]
    public void Ten_wrong_tokens_stop_guessing_for_a_minute()
    {
        var clock = new FakeTimeProvider();
        var attempts = new LoginAttempts(clock);
        for (var i = 0; i < LoginAttempts.MostPerMinute; i++)
        {
            Assert.True(attempts.MayTry());
            attempts.Failed();
        }

        Assert.False(attempts.MayTry());
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(attempts.MayTry());
    }

    private static HttpRequest With(string header, string value)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers[header] = value;
        return request;
    }
}
