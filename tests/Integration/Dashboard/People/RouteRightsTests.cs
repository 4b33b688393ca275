using System.Net;
using IntegrationHub.Dashboard;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace IntegrationHub.Integration.Dashboard;

/// <summary>Every route of the desk against every role: expected from the table of rights, observed over HTTP.</summary>
public sealed class RouteRightsTests
{
    private static readonly HashSet<string> Open =
    [
        "/ops/login", "/ops/logout", "/ops/login/code", "/ops/login/enrol", "/ops/login/change",
        "/ops/language/{language}", "/ops/assets/{name}",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_names_the_right_it_needs_and_refuses_whoever_lacks_it()
    {
        await using var host = await PersonHost.StartAsync();
        var routes = host.Desk.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(e => new DeskRoute(e)).ToList();
        Assert.True(routes.Count > 40, $"{routes.Count} routes");
        Assert.Equal(Open, routes.Where(r => r.Right is null).Select(r => r.Pattern).ToHashSet());

        var cells = 0;
        foreach (var role in Enum.GetValues<PersonRole>())
        {
            var member = role is PersonRole.HospitalIt or PersonRole.Clinician or PersonRole.ReferralDesk ? "county-general" : "";
            var (browser, _) = await host.EnterAsync(role.ToString().ToLowerInvariant(), member, [role]);
            foreach (var route in routes.Where(r => r is { Right: not null, EndsSession: false }))
            {
                using var request = route.Request();
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Ct);
                using var answer = await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
                var isRefused = answer.StatusCode == HttpStatusCode.Forbidden;
                Assert.True(isRefused != RoleRights.Of(role).Contains(route.Right!.Value),
                    $"{role} at {request.Method} {route.Pattern}, which needs {route.Right}: {answer.StatusCode}");
                if (isRefused)
                    Assert.Contains(route.IsApi ? "\"code\":\"SenderNotAllowed\"" : "class=\"notice bad\" role=\"alert\"",
                        await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
                cells++;
            }
        }

        Assert.True(cells > 200, $"{cells} cells");
    }

    [Fact]
    public async Task Nobody_without_a_login_gets_further_than_the_login()
    {
        await using var host = await PersonHost.StartAsync();
        foreach (var route in host.Desk.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>().Select(e => new DeskRoute(e)).Where(r => r.Right is not null))
        {
            using var request = route.Request();
            using var answer = await host.Desk.Client.SendAsync(request, Ct);
            Assert.Equal(route.IsApi ? HttpStatusCode.Unauthorized : HttpStatusCode.Redirect, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_correction_needs_its_own_right_behind_the_route_of_the_replay_too()
    {
        await using var host = await PersonHost.StartAsync();
        var (plain, _) = await host.EnterAsync("ops.plain", "", [PersonRole.Operations]);
        var (editor, _) = await host.EnterAsync("ops.editor", "", [PersonRole.Operations], DeskRight.EditAndResend);
        var body = new { ids = new[] { DeskScene.Dead }, editedRaw = "MSH|^~\\&|A\rPID|1" };

        Assert.Equal(403, (await plain.CommandAsync("/ops/api/deadletters/replay", body, Ct)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await plain.FormAsync(
            "/ops/deadletters/replay", Ct, ("ids", $"{DeskScene.Dead}"), ("editedRaw", "MSH|"))).StatusCode);
        Assert.Empty(host.Desk.Gateways.Commands);
        Assert.Equal(200, (await editor.CommandAsync("/ops/api/deadletters/replay", body, Ct)).Status);
    }

    private sealed class DeskRoute(RouteEndpoint endpoint)
    {
        public string Pattern => endpoint.RoutePattern.RawText!;

        public DeskRight? Right => endpoint.Metadata.GetMetadata<RouteRight>()?.Right;

        public bool IsApi => Pattern.StartsWith("/ops/api/", StringComparison.Ordinal);

        /// <summary>These end the session that asks; a test of their own shows what they do.</summary>
        public bool EndsSession => Pattern == "/ops/me/logout-everywhere";

        public HttpRequestMessage Request()
        {
            var method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [var first, ..] ? first : "GET";
            var address = Pattern.Replace("{id:guid}", $"{DeskScene.Dead}", StringComparison.Ordinal)
                .Replace("{id}", $"{DeskScene.Dead}", StringComparison.Ordinal)
                .Replace("{*rest}", "nowhere", StringComparison.Ordinal)
                .Replace("{*rest:nonfile}", "nowhere", StringComparison.Ordinal)
                .Replace("{name}", "nothing", StringComparison.Ordinal)
                .Replace("{command}", "nothing", StringComparison.Ordinal);
            return new(new HttpMethod(method), address) { Headers = { { "X-Ops-Request", "1" } } };
        }
    }
}
