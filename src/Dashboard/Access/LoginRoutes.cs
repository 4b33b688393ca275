using IntegrationHub.Dashboard.Pages;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Dashboard;

/// <summary>Log in, log out, choose the language.</summary>
internal static class LoginRoutes
{
    internal static void Map(RouteGroupBuilder ops)
    {
        ops.MapGet("/login", (HttpContext http, OpsOptions options, PersonLogin people) =>
            options.Access == OpsAccess.Accounts ? people.First(http) : Page(http, Back(http.Request.Query["back"])))
            .WithMetadata(new OpenDoor());
        ops.MapPost("/login", LogInAsync).WithMetadata(new OpenDoor());
        ops.MapPost("/logout", LogOutAsync).WithMetadata(new OpenDoor());
        ops.MapGet("/language/{language}", Choose).WithMetadata(new OpenDoor());
    }

    private static async Task<IResult> LogInAsync(
        HttpContext http, OpsOptions options, OpsSession session, LoginAttempts attempts, PersonLogin people,
        ILogger<OpsGate> log, CancellationToken ct)
    {
        if (options.Access == OpsAccess.Accounts)
            return await people.PasswordAsync(http, ct);
        var form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : FormCollection.Empty;
        var (back, by) = (Back(form["back"]), OpsGate.By(http));
        if (!attempts.MayTry())
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            http.Response.Headers.RetryAfter = "60";
            return Page(http, back, "wait");
        }
        if (!session.IsToken(form["token"].ToString().Trim()))
        {
            attempts.Failed();
            DeskLog.LoginFailed(log, by);
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Page(http, back, "wrong");
        }
        session.Begin(http);
        DeskLog.LoggedIn(log, by);
        return SeeOther(http, back);
    }

    private static async Task<IResult> LogOutAsync(HttpContext http, SessionDesk sessions, CancellationToken ct)
    {
        OpsSession.End(http);
        if (PersonCookie.Of(http) is { } cookie)
        {
            await sessions.EndAsync(cookie, ct);
            PersonCookie.Delete(http);
        }
        return SeeOther(http, "/ops/login");
    }

    private static IResult Choose(string language, HttpContext http)
    {
        http.Response.Cookies.Append(PageFrame.LanguageCookie, DeskTexts.Of(language).Language, new CookieOptions
        {
            Path = "/ops",
            SameSite = SameSiteMode.Lax,
            HttpOnly = true,
            Secure = http.Request.IsHttps,
            MaxAge = TimeSpan.FromDays(365),
        });
        return SeeOther(http, Back(http.Request.Query["back"]));
    }

    private static RazorComponentResult<LoginPage> Page(HttpContext http, string back, string? problem = null) =>
        new(new Dictionary<string, object?> { ["T"] = PageFrame.TextsOf(http), ["Back"] = back, ["Problem"] = problem })
        {
            PreventStreamingRendering = true,
        };

    /// <summary>Only addresses of the desk are gone back to; anything else could lead elsewhere.</summary>
    internal static string Back(string? address) =>
        address is { Length: < 2_000 } && (address == "/ops" || address.StartsWith("/ops/", StringComparison.Ordinal)
            || address.StartsWith("/ops?", StringComparison.Ordinal))
            && !address.Any(c => c is '\\' || char.IsControl(c))
            && !address.StartsWith("/ops/language", StringComparison.Ordinal)
            ? address
            : "/ops";

    internal static IResult SeeOther(HttpContext http, string address)
    {
        http.Response.Headers.Location = address;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
