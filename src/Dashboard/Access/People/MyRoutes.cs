using System.Globalization;
using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Dashboard.Pages.People;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Dashboard;

/// <summary>The own account: password, sessions, tokens.</summary>
internal static class MyRoutes
{
    private const int UsualMinutes = 60;

    internal static void Map(RouteGroupBuilder ops)
    {
        ops.MapGet("/me", (HttpContext http, MyPage page, CancellationToken ct) => page.ShowAsync(http, ct))
            .Needs(DeskRight.Self);
        ops.MapPost("/me/password", PasswordAsync).Needs(DeskRight.Self);
        ops.MapPost("/me/logout-everywhere", LogOutEverywhereAsync).Needs(DeskRight.Self);
        ops.MapPost("/me/token", TokenAsync).Needs(DeskRight.MakeToken);
        ops.MapPost("/api/me/token", ApiTokenAsync).Needs(DeskRight.MakeToken);
    }

    private static async Task<IResult> PasswordAsync(
        HttpContext http, MyPage page, LoginDesk login, LoginAttempts attempts, CancellationToken ct)
    {
        var form = await FormAsync(http, ct);
        if (form["password"] != form["again"])
            return await page.ShowAsync(http, ct, ("Problem", "me.password.differ"));
        var changed = await login.ChangeAsync(
            PersonCookie.Of(http), form["present"].ToString(), form["password"].ToString(), ct);
        if (!changed.TryGet(out var step, out var errors))
        {
            attempts.Failed(PersonLogin.From(http));
            http.Response.StatusCode = OpsJson.StatusOf(errors);
            return await page.ShowAsync(http, ct, ("Problem", "me.password.not"), ("Errors", errors));
        }

        PersonCookie.Set(http, step.Cookie);
        return LoginRoutes.SeeOther(http, "/ops/me?done=saved&n=1");
    }

    private static async Task<IResult> LogOutEverywhereAsync(HttpContext http, SessionDesk sessions, CancellationToken ct)
    {
        if (Visitor.Of(http).Visit is { } visit)
            await sessions.EndAllAsync(visit.Account.Id, ct);
        PersonCookie.Delete(http);
        return LoginRoutes.SeeOther(http, "/ops/login");
    }

    private static async Task<IResult> TokenAsync(
        HttpContext http, MyPage page, TokenDesk tokens, CancellationToken ct)
    {
        var form = await FormAsync(http, ct);
        var minutes = int.TryParse(form["minutes"], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        var made = await tokens.MakeAsync(http, minutes, form["code"], ct);
        if (made.TryGet(out var token, out var errors))
            return await page.ShowAsync(http, ct, ("Token", token.Token), ("ExpiresAt", token.ExpiresAt));
        http.Response.StatusCode = OpsJson.StatusOf(errors);
        return await page.ShowAsync(http, ct, ("Problem", "me.token.not"), ("Errors", errors));
    }

    private static async Task<IResult> ApiTokenAsync(HttpContext http, TokenDesk tokens, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync(http, 1_000, ct)).TryGet(out var body, out var errors))
            return OpsJson.Failed(errors);
        if (body.ValueKind != JsonValueKind.Object)
            return OpsJson.Failed([HubError.FieldMalformed("body", "a JSON object")]);
        var minutes = !body.TryGetProperty("minutes", out var given) ? UsualMinutes
            : given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var n) ? n : 0;
        var code = body.TryGetProperty("code", out var shown) && shown.ValueKind == JsonValueKind.String
            ? shown.GetString() : null;
        return OpsJson.From((await tokens.MakeAsync(http, minutes, code, ct))
            .Then<object>(t => new { t.Token, t.ExpiresAt }));
    }

    private static async Task<IFormCollection> FormAsync(HttpContext http, CancellationToken ct) =>
        http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : FormCollection.Empty;
}

/// <summary>Makes a person's token, after a fresh code when one is needed.</summary>
internal sealed class TokenDesk(PersonTokens tokens, LoginDesk login)
{
    internal async Task<Result<(string Token, DateTimeOffset ExpiresAt)>> MakeAsync(
        HttpContext http, int minutes, string? code, CancellationToken ct)
    {
        if (Visitor.Of(http).Visit is not { } visit)
            return new HubError(HubErrorCode.SenderNotAllowed, "Only a person with an account gets a token.");
        if (!tokens.IsFresh(visit) && code is { Length: > 0 })
        {
            var shown = await login.ConfirmAsync(PersonCookie.Of(http), code, PersonLogin.From(http), ct);
            if (!shown.IsOk)
                return Result<(string, DateTimeOffset)>.Failed(shown.Errors);
            visit = visit with { FactorAt = tokens.Now };
        }

        return await tokens.MakeAsync(visit, TimeSpan.FromMinutes(minutes), ct);
    }
}

/// <summary>The page of the own account.</summary>
internal sealed class MyPage(PageFrame frame, PersonTokens tokens, LoginDesk login)
{
    internal async Task<IResult> ShowAsync(
        HttpContext http, CancellationToken ct, params (string Name, object? Value)[] more)
    {
        if (Visitor.Of(http).Visit is not { } visit)
            return await frame.ProblemAsync(http, 404, "notfound", [], ct);
        return await frame.ShowAsync<MePage>(http, ct,
        [
            ("Account", visit.Account), ("IsFresh", tokens.IsFresh(visit)),
            ("RecoveryLeft", await login.RecoveryLeftAsync(visit.Account.Id, ct)), .. more,
        ]);
    }
}
