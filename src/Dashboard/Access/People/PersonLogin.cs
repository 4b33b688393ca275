using IntegrationHub.Contracts;
using IntegrationHub.Dashboard.Pages.People;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Dashboard;

/// <summary>The login of a person, step by step; every step ends the cookie of the one before.</summary>
internal sealed class PersonLogin(LoginDesk desk, LoginAttempts attempts, OpsOptions options)
{
    internal static void Map(RouteGroupBuilder ops)
    {
        ops.MapGet("/login/code", (HttpContext http, PersonLogin login) => login.Step(http, "code"))
            .WithMetadata(new OpenDoor());
        ops.MapPost("/login/code", (HttpContext http, PersonLogin login, CancellationToken ct) =>
            login.CodeAsync(http, ct)).WithMetadata(new OpenDoor());
        ops.MapGet("/login/enrol", (HttpContext http, PersonLogin login, CancellationToken ct) =>
            login.EnrolPageAsync(http, null, ct)).WithMetadata(new OpenDoor());
        ops.MapPost("/login/enrol", (HttpContext http, PersonLogin login, CancellationToken ct) =>
            login.EnrolAsync(http, ct)).WithMetadata(new OpenDoor());
        ops.MapGet("/login/change", (HttpContext http, PersonLogin login) => login.Step(http, "change"))
            .WithMetadata(new OpenDoor());
        ops.MapPost("/login/change", (HttpContext http, PersonLogin login, CancellationToken ct) =>
            login.ChangeAsync(http, ct)).WithMetadata(new OpenDoor());
    }

    internal IResult First(HttpContext http, string? problem = null) =>
        Step(http, "password", PersonCookie.IsSafe(http) ? problem : "login.https");

    /// <summary>Name and password.</summary>
    internal async Task<IResult> PasswordAsync(HttpContext http, CancellationToken ct)
    {
        if (!PersonCookie.IsSafe(http))
            return First(http);
        if (Wait(http) is { } wait)
            return wait;
        var form = await FormAsync(http, ct);
        var step = await desk.PasswordAsync(form["name"].ToString(), form["password"].ToString(), From(http), ct);
        return Next(http, step, Back(form), "password", "login.person.wrong");
    }

    private async Task<IResult> CodeAsync(HttpContext http, CancellationToken ct)
    {
        if (Wait(http) is { } wait)
            return wait;
        var form = await FormAsync(http, ct);
        var step = await desk.CodeAsync(PersonCookie.Of(http), form["code"].ToString(), From(http), ct);
        return Next(http, step, Back(form), "code", "login.code.wrong");
    }

    private async Task<IResult> ChangeAsync(HttpContext http, CancellationToken ct)
    {
        var form = await FormAsync(http, ct);
        if (form["password"] != form["again"])
            return Step(http, "change", "me.password.differ");
        var step = await desk.ChangeAsync(PersonCookie.Of(http), null, form["password"].ToString(), ct);
        return Next(http, step, Back(form), "change", "me.password.rules");
    }

    private async Task<IResult> EnrolPageAsync(HttpContext http, string? problem, CancellationToken ct)
    {
        if (!(await desk.SecretAsync(PersonCookie.Of(http), ct)).TryGet(out var secret, out _))
            return SeeOther(http, "/ops/login");
        return Show<EnrolPage>(("T", PageFrame.TextsOf(http)), ("Secret", secret), ("Back", Back(http)),
            ("Address", Totp.Address(secret, http.Request.Host.Host, "IntegrationHub")), ("Problem", problem));
    }

    private async Task<IResult> EnrolAsync(HttpContext http, CancellationToken ct)
    {
        if (Wait(http) is { } wait)
            return wait;
        var form = await FormAsync(http, ct);
        var done = await desk.EnrolAsync(PersonCookie.Of(http), form["code"].ToString(), From(http), ct);
        if (!done.TryGet(out var enrolled, out _))
        {
            attempts.Failed(From(http));
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return await EnrolPageAsync(http, "login.code.wrong", ct);
        }

        PersonCookie.Set(http, enrolled.Step.Cookie);
        return Show<RecoveryPage>(("T", PageFrame.TextsOf(http)), ("Codes", enrolled.Recovery),
            ("Next", Address(enrolled.Step.Stage, Back(form))));
    }

    private IResult Next(HttpContext http, Result<LoginStep> step, string back, string here, string problem)
    {
        if (step.TryGet(out var next, out var errors))
        {
            PersonCookie.Set(http, next.Cookie);
            return SeeOther(http, Address(next.Stage, back));
        }

        attempts.Failed(From(http));
        var isGuess = errors.Any(e => e.Code == HubErrorCode.Unauthorized);
        http.Response.StatusCode = isGuess ? StatusCodes.Status401Unauthorized : StatusCodes.Status400BadRequest;
        return Step(http, here, problem);
    }

    private RazorComponentResult<PersonLoginPage>? Wait(HttpContext http)
    {
        if (attempts.MayTry(From(http)))
            return null;
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        http.Response.Headers.RetryAfter = "60";
        return Step(http, "password", "login.wait");
    }

    private RazorComponentResult<PersonLoginPage> Step(HttpContext http, string step, string? problem = null) =>
        Show<PersonLoginPage>(("T", PageFrame.TextsOf(http)), ("Step", step), ("Back", Back(http)),
            ("Problem", problem), ("HasProvider", options.Oidc is not null));

    internal static string Address(LoginStage stage, string back) => stage == LoginStage.Open
        ? back
        : $"/ops/login/{stage.ToString().ToLowerInvariant()}?back={Uri.EscapeDataString(back)}";

    internal static RazorComponentResult<TPage> Show<TPage>(params (string Name, object? Value)[] values)
        where TPage : Microsoft.AspNetCore.Components.IComponent =>
        new(values.ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal)) { PreventStreamingRendering = true };

    internal static string From(HttpContext http) => $"{http.Connection.RemoteIpAddress}";

    private static string Back(IFormCollection form) => LoginRoutes.Back(form["back"]);

    private static string Back(HttpContext http) => LoginRoutes.Back(
        http.Request.HasFormContentType ? http.Request.Form["back"] : http.Request.Query["back"]);

    private static async Task<IFormCollection> FormAsync(HttpContext http, CancellationToken ct) =>
        http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : FormCollection.Empty;

    private static IResult SeeOther(HttpContext http, string address) => LoginRoutes.SeeOther(http, address);
}
