using IntegrationHub.Contracts;
using IntegrationHub.Dashboard.Pages;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Dashboard;

/// <summary>The pages under /ops that only show.</summary>
internal static class PageRoutes
{
    internal static void Map(RouteGroupBuilder ops)
    {
        ops.MapGet("", HomeAsync).Needs(DeskRight.Self);
        ops.MapGet("/channels", (HttpContext http, PageFrame frame, CancellationToken ct) =>
            frame.ShowAsync<Channels>(http, ct)).Needs(DeskRight.Watch);
        ops.MapGet("/lanes", (HttpContext http, PageFrame frame, CancellationToken ct) =>
            frame.ShowAsync<LanesPage>(http, ct)).Needs(DeskRight.Watch);
        ops.MapGet("/deadletters", DeadLettersAsync).Needs(DeskRight.Watch);
        ops.MapGet("/deadletters/{id:guid}", (Guid id, HttpContext http, PageFrame frame) =>
            AskReasonAsync(id, http, frame)).Needs(DeskRight.ViewContent);
        ops.MapPost("/deadletters/{id:guid}", EnvelopeAsync).Needs(DeskRight.ViewContent);
        ops.MapGet("/messages", MessagesAsync).Needs(DeskRight.Watch);
        ops.MapGet("/messages/{id:guid}", (Guid id, HttpContext http, PageFrame frame) =>
            AskReasonAsync(id, http, frame)).Needs(DeskRight.ViewContent);
        ops.MapPost("/messages/{id:guid}", ContentAsync).Needs(DeskRight.ViewContent);
        ops.MapGet("/trace", TraceAsync).Needs(DeskRight.Watch);
        ops.MapGet("/assets/{name}", AssetFiles.Get).WithMetadata(new OpenDoor());
        ops.MapFallback("{*rest}", (HttpContext http, PageFrame frame, CancellationToken ct) =>
            frame.ProblemAsync(http, 404, "notfound", [], ct)).Needs(DeskRight.Self);
    }

    /// <summary>Whoever has nothing to watch begins at the own account.</summary>
    private static Task<IResult> HomeAsync(HttpContext http, PageFrame frame, CancellationToken ct) =>
        Visitor.Of(http).May(DeskRight.Watch)
            ? frame.ShowAsync<Overview>(http, ct)
            : Task.FromResult(LoginRoutes.SeeOther(http, "/ops/me"));

    /// <summary>Content opens only for whoever says why; the reason goes in a body, never in an address.</summary>
    private static Task<IResult> AskReasonAsync(Guid id, HttpContext http, PageFrame frame, bool wasShort = false)
    {
        http.Response.StatusCode = wasShort ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK;
        return frame.ShowAsync<ReasonPage>(http, http.RequestAborted,
            ("Id", id), ("Address", http.Request.Path.Value), ("WasShort", wasShort));
    }

    private static async Task<IResult> MessagesAsync(
        HttpContext http, PageFrame frame, IGatewayDesk gateways, DeskClock time, CancellationToken ct)
    {
        if (!LedgerQuery.Read(http.Request.Query, time.Zone, usual: 50).TryGet(out var query, out var errors))
            return await frame.ProblemAsync(http, 400, "badquery", errors, ct);
        var ask = query.Ask with { Member = Visitor.Of(http).Member };
        var (page, silent) = await gateways.LedgerAsync(ask, query.Gateway, ct);
        return await frame.ShowAsync<MessagesPage>(http, ct, ("Query", query), ("Page", page), ("Missing", silent));
    }

    private static async Task<IResult> DeadLettersAsync(
        HttpContext http, PageFrame frame, DeadLetterDesk desk, DeskClock time, CancellationToken ct)
    {
        var read = LedgerQuery.Read(http.Request.Query, time.Zone, usual: 50, "done", "n");
        if (!read.TryGet(out var query, out var errors))
            return await frame.ProblemAsync(http, 400, "badquery", errors, ct);
        var page = await desk.ListAsync(query, Visitor.Of(http).Member, ct);
        return await frame.ShowAsync<DeadLettersPage>(http, ct, ("Query", query), ("Page", page));
    }

    private static async Task<IResult> TraceAsync(
        HttpContext http, PageFrame frame, TraceDesk desk, CancellationToken ct)
    {
        var id = http.Request.Query["id"].ToString().Trim();
        if (id.Length > 200 || id.Any(char.IsControl))
            return await frame.ProblemAsync(http, 400, "badquery",
                [HubError.FieldMalformed("id", "a message id, a delivery id or an MSH-10")], ct);
        var found = id.Length == 0 ? null : Masked.Trace(await desk.FindAsync(id, Visitor.Of(http).Member, ct));
        return await frame.ShowAsync<TracePage>(http, ct, ("Id", id), ("Found", found));
    }

    private static async Task<IResult> ContentAsync(
        Guid id, HttpContext http, PageFrame frame, ContentDesk contents, TraceDesk traces)
    {
        var (ct, who) = (http.RequestAborted, Visitor.Of(http));
        if (!(await ContentReason.ReadFormAsync(http, ct)).TryGet(out var reason, out _))
            return await AskReasonAsync(id, http, frame, wasShort: true);
        if (!(await contents.OpenAsync(id, who, reason, ct)).TryGet(out var content, out var errors))
            return await frame.ProblemAsync(http, OpsJson.StatusOf(errors), "notfound", errors, ct);
        var (isDead, isEditable) = await traces.StateAsync(id, who.Member, ct);
        return await frame.ShowAsync<ContentPage>(http, ct, ("Id", id), ("Content", content), ("By", who.By),
            ("IsDead", isDead && who.May(DeskRight.Resend)),
            ("IsEditable", isEditable && who.May(DeskRight.EditAndResend)));
    }

    private static async Task<IResult> EnvelopeAsync(
        Guid id, HttpContext http, PageFrame frame, ContentDesk contents, CancellationToken ct)
    {
        var who = Visitor.Of(http);
        if (!(await ContentReason.ReadFormAsync(http, ct)).TryGet(out var reason, out _))
            return await AskReasonAsync(id, http, frame, wasShort: true);
        return (await contents.OpenDeadLetterAsync(id, who, reason, ct)).TryGet(out var body, out var errors)
            ? await frame.ShowAsync<EnvelopePage>(http, ct, ("Id", id), ("Body", body), ("By", who.By))
            : await frame.ProblemAsync(http, OpsJson.StatusOf(errors), "notfound", errors, ct);
    }
}
