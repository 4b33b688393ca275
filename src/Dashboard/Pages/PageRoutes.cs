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
        ops.MapGet("", (HttpContext http, PageFrame frame, CancellationToken ct) =>
            frame.ShowAsync<Overview>(http, ct));
        ops.MapGet("/channels", (HttpContext http, PageFrame frame, CancellationToken ct) =>
            frame.ShowAsync<Channels>(http, ct));
        ops.MapGet("/lanes", (HttpContext http, PageFrame frame, CancellationToken ct) =>
            frame.ShowAsync<LanesPage>(http, ct));
        ops.MapGet("/deadletters", DeadLettersAsync);
        ops.MapGet("/deadletters/{id:guid}", EnvelopeAsync);
        ops.MapGet("/messages", MessagesAsync);
        ops.MapGet("/messages/{id:guid}", ContentAsync);
        ops.MapGet("/trace", TraceAsync);
        ops.MapGet("/assets/{name}", AssetFiles.Get).WithMetadata(new OpenDoor());
        ops.MapFallback("{*rest}", (HttpContext http, PageFrame frame, CancellationToken ct) =>
            frame.ProblemAsync(http, 404, "notfound", [], ct));
    }

    private static async Task<IResult> MessagesAsync(
        HttpContext http, PageFrame frame, IGatewayDesk gateways, DeskClock time, CancellationToken ct)
    {
        if (!LedgerQuery.Read(http.Request.Query, time.Zone, usual: 50).TryGet(out var query, out var errors))
            return await frame.ProblemAsync(http, 400, "badquery", errors, ct);
        var (page, silent) = await gateways.LedgerAsync(query.Ask, query.Gateway, ct);
        return await frame.ShowAsync<MessagesPage>(http, ct, ("Query", query), ("Page", page), ("Missing", silent));
    }

    private static async Task<IResult> DeadLettersAsync(
        HttpContext http, PageFrame frame, DeadLetterDesk desk, DeskClock time, CancellationToken ct)
    {
        var read = LedgerQuery.Read(http.Request.Query, time.Zone, usual: 50, "done", "n");
        if (!read.TryGet(out var query, out var errors))
            return await frame.ProblemAsync(http, 400, "badquery", errors, ct);
        var page = await desk.ListAsync(query, ct);
        return await frame.ShowAsync<DeadLettersPage>(http, ct, ("Query", query), ("Page", page));
    }

    private static async Task<IResult> TraceAsync(
        HttpContext http, PageFrame frame, TraceDesk desk, CancellationToken ct)
    {
        var id = http.Request.Query["id"].ToString().Trim();
        if (id.Length > 200 || id.Any(char.IsControl))
            return await frame.ProblemAsync(http, 400, "badquery",
                [HubError.FieldMalformed("id", "a message id, a delivery id or an MSH-10")], ct);
        var found = id.Length == 0 ? null : Masked.Trace(await desk.FindAsync(id, ct));
        return await frame.ShowAsync<TracePage>(http, ct, ("Id", id), ("Found", found));
    }

    private static async Task<IResult> ContentAsync(
        Guid id, HttpContext http, PageFrame frame, ContentDesk contents, TraceDesk traces)
    {
        var (ct, by) = (http.RequestAborted, OpsGate.By(http));
        if (!(await contents.OpenAsync(id, by, ct)).TryGet(out var content, out var errors))
            return await frame.ProblemAsync(http, OpsJson.StatusOf(errors), "notfound", errors, ct);
        var (isDead, isEditable) = await traces.StateAsync(id, ct);
        return await frame.ShowAsync<ContentPage>(http, ct, ("Id", id), ("Content", content), ("By", by),
            ("IsDead", isDead), ("IsEditable", isEditable));
    }

    private static async Task<IResult> EnvelopeAsync(
        Guid id, HttpContext http, PageFrame frame, ContentDesk contents, CancellationToken ct)
    {
        var by = OpsGate.By(http);
        return (await contents.OpenDeadLetterAsync(id, by, ct)).TryGet(out var body, out var errors)
            ? await frame.ShowAsync<EnvelopePage>(http, ct, ("Id", id), ("Body", body), ("By", by))
            : await frame.ProblemAsync(http, OpsJson.StatusOf(errors), "notfound", errors, ct);
    }
}
