using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Dashboard;

/// <summary>Routes of /ops/api: docs/api/ops.md.</summary>
/// <remarks>Bodies are read inside the handlers: binding would parse them before the gate has looked.</remarks>
internal static class OpsApi
{
    internal static void Map(RouteGroupBuilder ops)
    {
        var api = ops.MapGroup("/api");
        api.MapGet("/ledger", LedgerAsync).Needs(DeskRight.Watch);
        api.MapGet("/ledger.csv", LedgerCsv.WriteAsync).Needs(DeskRight.Export);
        api.MapGet("/trace/{id}", TraceAsync).Needs(DeskRight.Watch);
        api.MapGet("/channels", async (HttpContext http, DeskView view, CancellationToken ct) =>
            OpsJson.Ok(new { gateways = (await view.LatestAsync(http, ct)).Gateways })).Needs(DeskRight.Watch);
        api.MapPost("/channels/{name}/{command}", ChannelAsync).Needs(DeskRight.RunChannel);
        api.MapGet("/deadletters", DeadLettersAsync).Needs(DeskRight.Watch);
        api.MapPost("/deadletters/replay", ReplayAsync).Needs(DeskRight.Resend);
        api.MapGet("/deadletters/{id}/content", DeadLetterContentAsync).Needs(DeskRight.ViewContent);
        api.MapGet("/messages/{id}/content", ContentAsync).Needs(DeskRight.ViewContent);
        api.MapGet("/lanes", LanesAsync).Needs(DeskRight.Watch);
        api.MapGet("/streams/blocked", async (HttpContext http, DeskView view, CancellationToken ct) =>
            OpsJson.Ok(new { streams = (await view.LatestAsync(http, ct)).Blocked })).Needs(DeskRight.Watch);
        api.MapPost("/streams/{id}/{command}", StreamAsync).Needs(DeskRight.ReleaseStream);
        api.MapGet("/events", LiveEvents.StreamAsync).Needs(DeskRight.Watch);
        api.MapFallback("{*rest}", () => OpsJson.Failed(404, HubError.NotFound("This route"))).Needs(DeskRight.Self);
    }

    private static async Task<IResult> LedgerAsync(
        HttpContext http, IGatewayDesk gateways, DeskClock time, CancellationToken ct)
    {
        if (!LedgerQuery.Read(http.Request.Query, time.Zone).TryGet(out var query, out var errors))
            return OpsJson.Failed(errors);
        var ask = query.Ask with { Member = Visitor.Of(http).Member };
        var (page, silent) = await gateways.LedgerAsync(ask, query.Gateway, ct);
        return OpsJson.Ok(new
        {
            lines = page.Lines.Select(Masked.Line),
            totals = page.Totals,
            next = page.Next,
            silent,
        });
    }

    private static async Task<IResult> TraceAsync(string id, HttpContext http, TraceDesk desk, CancellationToken ct)
    {
        if (id.Length > 200 || id.Any(char.IsControl))
            return OpsJson.Failed([HubError.FieldMalformed("id", "a message id, a delivery id or an MSH-10")]);
        var trace = await desk.FindAsync(id, Visitor.Of(http).Member, ct);
        return trace.Messages.Count > 0 ? OpsJson.Ok(Masked.Trace(trace))
            : OpsJson.Failed(trace.Silent.Count > 0 ? trace.Silent : [HubError.NotFound("This message")]);
    }

    private static async Task<IResult> ChannelAsync(
        string name, string command, HttpContext http, Commands commands, CancellationToken ct)
    {
        if (command is not ("start" or "stop"))
            return OpsJson.Failed([HubError.FieldMalformed("command", "start or stop")]);
        var gateway = http.Request.Query["gateway"].ToString() is { Length: > 0 } given ? given : null;
        return OpsJson.From(await commands.SetChannelAsync(name, gateway, command == "start", Visitor.Of(http), ct));
    }

    private static async Task<IResult> DeadLettersAsync(
        HttpContext http, DeadLetterDesk desk, DeskClock time, CancellationToken ct)
    {
        if (!LedgerQuery.Read(http.Request.Query, time.Zone).TryGet(out var query, out var errors))
            return OpsJson.Failed(errors);
        var page = await desk.ListAsync(query, Visitor.Of(http).Member, ct);
        return OpsJson.Ok(page with { Letters = [.. page.Letters.Select(Masked.Letter)] });
    }

    private static async Task<IResult> ReplayAsync(HttpContext http, Commands commands, CancellationToken ct)
    {
        var body = await JsonBody.ReadAsync(http, ReplayRequest.LongestText * 2L, ct);
        if (!body.Then(ReplayRequest.Read).TryGet(out var request, out var errors))
            return OpsJson.Failed(errors);
        return request.EditedRaw is not null && Visitor.Of(http).Lacks(DeskRight.EditAndResend) is { } lacking
            ? OpsJson.Failed(403, lacking)
            : OpsJson.From(await commands.ReplayAsync(request, Visitor.Of(http), ct));
    }

    private static async Task<IResult> ContentAsync(
        string id, HttpContext http, ContentDesk contents, CancellationToken ct) =>
        ContentReason.ReadHeader(http, id, "a message id (UUID)").TryGet(out var asked, out var errors)
            ? OpsJson.From(await contents.OpenAsync(asked.Id, Visitor.Of(http), asked.Reason, ct))
            : OpsJson.Failed(errors);

    private static async Task<IResult> DeadLetterContentAsync(
        string id, HttpContext http, ContentDesk contents, CancellationToken ct) =>
        ContentReason.ReadHeader(http, id, "the id of a dead letter of the exchange (UUID)")
            .TryGet(out var asked, out var errors)
            ? OpsJson.From((await contents.OpenDeadLetterAsync(asked.Id, Visitor.Of(http), asked.Reason, ct))
                .Then<object>(body => new { body }))
            : OpsJson.Failed(errors);

    private static async Task<IResult> LanesAsync(HttpContext http, DeskView view, CancellationToken ct)
    {
        var now = await view.LatestAsync(http, ct);
        return OpsJson.Ok(new { now.At, lanes = LaneView.Of(now), now.Unreadable });
    }

    private static async Task<IResult> StreamAsync(
        string id, string command, HttpContext http, Commands commands, CancellationToken ct)
    {
        var errors = new List<HubError>();
        if (!Guid.TryParse(id, out var message))
            errors.Add(HubError.FieldMalformed("id", "the id of the message that blocks the stream (UUID)"));
        if (command is not ("replay" or "skip"))
            errors.Add(HubError.FieldMalformed("command", "replay or skip"));
        return errors.Count > 0
            ? OpsJson.Failed(errors)
            : OpsJson.From(await commands.ReleaseStreamAsync(message, command == "skip", Visitor.Of(http), ct));
    }
}
