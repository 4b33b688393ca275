using IntegrationHub.Contracts;
using IntegrationHub.Dashboard.Pages;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace IntegrationHub.Dashboard;

/// <summary>Renders a page with the context of its request.</summary>
internal sealed class PageFrame(DeskView view, DeskClock clock, OpsOptions options, ExchangeOptions exchange)
{
    internal const string LanguageCookie = "hub-lang";

    private static readonly string[] Notices =
        ["replayed", "started", "stopped", "retried", "skipped", "nothing", "saved"];

    /// <summary>Words in the language the reader has chosen.</summary>
    internal static DeskTexts TextsOf(HttpContext http) => DeskTexts.Of(http.Request.Cookies[LanguageCookie]);

    internal async Task<IResult> ShowAsync<TPage>(
        HttpContext http, CancellationToken ct, params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        var values = parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        var who = Visitor.Of(http);
        values["Desk"] = new PageContext
        {
            Texts = TextsOf(http),
            Clock = clock,
            Members = exchange.Members,
            Snapshot = await view.LatestAsync(http, ct),
            Address = HttpMethods.IsGet(http.Request.Method)
                ? UriHelper.BuildRelative(http.Request.PathBase, http.Request.Path, http.Request.QueryString)
                : "/ops",
            CanLogOut = options.Access is OpsAccess.Token or OpsAccess.Accounts,
            Rights = who.Rights,
            Person = who.Visit?.Account.Shown,
            Member = who.Member,
            BrokerPages = options.BrokerPages,
            Notice = NoticeOf(http.Request.Query),
        };
        return new RazorComponentResult<TPage>(values) { PreventStreamingRendering = true };
    }

    /// <summary>The page that says what is wrong; its status is the caller's.</summary>
    internal Task<IResult> ProblemAsync(
        HttpContext http, int status, string reason, IReadOnlyList<HubError> errors, CancellationToken ct)
    {
        http.Response.StatusCode = status;
        return ShowAsync<ProblemPage>(http, ct, ("Reason", reason), ("Errors", errors));
    }

    private static Notice? NoticeOf(IQueryCollection query) =>
        Array.IndexOf(Notices, query["done"].ToString()) is >= 0 and var i
            ? new Notice(Notices[i], int.TryParse(query["n"], out var count) ? count : 0, [])
            : null;
}
