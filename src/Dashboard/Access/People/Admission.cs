using System.Collections.Frozen;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Dashboard;

/// <summary>Finds who asks, in whichever way the desk is opened: <see cref="OpsAccess"/>.</summary>
internal sealed class Admission(OpsOptions options, OpsSession token, SessionDesk sessions)
{
    private static readonly FrozenSet<DeskRight> Everything =
        RoleRights.All.Where(r => r != DeskRight.MakeToken).ToFrozenSet();

    /// <returns>Null when nobody was let in.</returns>
    internal async Task<Visitor?> FindAsync(HttpContext http, CancellationToken ct) => options.Access switch
    {
        OpsAccess.Loopback => SameOrigin.IsLocal(http) ? Machine(http) : null,
        OpsAccess.Token => token.Admits(http.Request) ? Machine(http) : null,
        _ => await PersonAsync(http, ct),
    };

    /// <summary>Does the session still count? Asked again while a live stream is open.</summary>
    internal async Task<bool> IsStillOpenAsync(HttpContext http, CancellationToken ct) =>
        options.Access != OpsAccess.Accounts
        || await sessions.FindAsync(PersonCookie.Of(http), isAct: false, ct) is { Stage: LoginStage.Open };

    private async Task<Visitor?> PersonAsync(HttpContext http, CancellationToken ct)
    {
        // What a page asks by itself every two seconds keeps no session alive.
        var isAct = !http.Request.Headers.ContainsKey("X-Ops-Refresh");
        if (await sessions.FindAsync(PersonCookie.Of(http), isAct, ct) is not { Stage: LoginStage.Open } visit)
            return null;
        var account = visit.Account;
        return new(account.Name, account.Rights)
        {
            Member = account.Member.Length > 0 ? account.Member : null,
            Visit = visit,
        };
    }

    private static Visitor Machine(HttpContext http) => new($"ops@{http.Connection.RemoteIpAddress}", Everything);
}

/// <summary>The cookie of a person's session: never read by script, never sent from another site.</summary>
internal static class PersonCookie
{
    internal const string Name = "hub-person";

    internal static string? Of(HttpContext http) => http.Request.Cookies[Name];

    internal static void Set(HttpContext http, string value) => http.Response.Cookies.Append(Name, value, Options(http));

    internal static void Delete(HttpContext http) => http.Response.Cookies.Delete(Name, Options(http));

    /// <summary>Without TLS a password is asked for on this machine only: the cookie would not come back anyway.</summary>
    internal static bool IsSafe(HttpContext http) => http.Request.IsHttps || SameOrigin.IsLocal(http);

    private static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps || !SameOrigin.IsLocal(http),
        Path = "/ops",
    };
}
