using System.Security.Cryptography;
using System.Text;
using IntegrationHub.Dashboard.Pages.People;
using IntegrationHub.Exchange;
using IntegrationHub.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Dashboard;

/// <summary>Away to the identity provider and back.</summary>
internal sealed class OidcRoutes(
    OidcClient client, ExternalLogin external, HubDb db, PersonLogin login, ILogger<OidcRoutes> log)
{
    private const string Cookie = "hub-oidc";
    private const string Callback = "/ops/oidc/callback";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    internal static void Map(RouteGroupBuilder ops)
    {
        ops.MapGet("/oidc/begin", (HttpContext http, OidcRoutes oidc, CancellationToken ct) => oidc.BeginAsync(http, ct))
            .WithMetadata(new OpenDoor());
        ops.MapGet("/oidc/callback", (HttpContext http, OidcRoutes oidc, CancellationToken ct) => oidc.EndAsync(http, ct))
            .WithMetadata(new OpenDoor());
    }

    private async Task<IResult> BeginAsync(HttpContext http, CancellationToken ct)
    {
        if (!PersonCookie.IsSafe(http))
            return login.First(http);
        var (state, nonce, verifier) = (Random(), Random(), Random());
        try
        {
            var address = await client.AddressAsync(Here(http), state, nonce, verifier, ct);
            var away = new OidcLogin(nonce, verifier, LoginRoutes.Back(http.Request.Query["back"]));
            await db.RunAsync(
                async (tx, stop) =>
                {
                    await OidcLogins.AddAsync(tx, Hash(state), away, Patience, stop);
                    return true;
                },
                ct);
            http.Response.Cookies.Append(Cookie, state, Options(http));
            return LoginRoutes.SeeOther(http, address);
        }
        catch (Exception e) when (IsAway(e, ct))
        {
            return Away(http, e);
        }
    }

    private async Task<IResult> EndAsync(HttpContext http, CancellationToken ct)
    {
        var (state, code) = (http.Request.Query["state"].ToString(), http.Request.Query["code"].ToString());
        var began = http.Request.Cookies[Cookie] ?? "";
        http.Response.Cookies.Delete(Cookie, Options(http));
        // The browser that comes back is the one that went: else somebody could log a victim in as himself.
        if (state.Length == 0 || code.Length is 0 or > 4_000
            || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(began))
            || await db.RunAsync((tx, stop) => OidcLogins.TakeAsync(tx, Hash(state), stop), ct) is not { } away)
            return Failed(http, "login.oidc.ended");
        try
        {
            var vouched = await client.RedeemAsync(
                code, Here(http), away.Nonce, away.Verifier, PersonLogin.From(http), ct);
            if (!vouched.TryGet(out var person, out _))
                return Failed(http, "login.oidc.refused");
            if (!(await external.EnterAsync(person, ct)).TryGet(out var step, out _))
                return Failed(http, "login.oidc.noroles");
            PersonCookie.Set(http, step.Cookie);
            return PersonLogin.Show<ReturnPage>(("T", PageFrame.TextsOf(http)),
                ("Next", PersonLogin.Address(step.Stage, away.Back)));
        }
        catch (Exception e) when (IsAway(e, ct))
        {
            return Away(http, e);
        }
    }

    private IResult Failed(HttpContext http, string problem)
    {
        http.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return login.First(http, problem);
    }

    private IResult Away(HttpContext http, Exception e)
    {
        DeskLog.ProviderAway(log, e);
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return login.First(http, "login.oidc.away");
    }

    private static bool IsAway(Exception e, CancellationToken ct) => !ct.IsCancellationRequested
        && e is HttpRequestException or InvalidOperationException or IOException or TaskCanceledException
            or System.Text.Json.JsonException;

    private static string Here(HttpContext http) => $"{http.Request.Scheme}://{http.Request.Host}{Callback}";

    private static string Random() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // Lax: the way back comes from the provider's site.
    private static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps || !SameOrigin.IsLocal(http),
        Path = "/ops/oidc",
        MaxAge = Patience,
    };
}
