using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Routing;

namespace IntegrationHub.Dashboard;

/// <summary>What the buttons of the pages post; they work without script.</summary>
internal static class FormRoutes
{
    internal static void Map(RouteGroupBuilder ops)
    {
        ops.MapPost("/channels", ChannelAsync).Needs(DeskRight.RunChannel);
        ops.MapPost("/streams", StreamAsync).Needs(DeskRight.ReleaseStream);
        ops.MapPost("/deadletters/replay", ReplayAsync).Needs(DeskRight.Resend);
        ops.MapPost("/deadletters/edit", ReplayAsync).Needs(DeskRight.EditAndResend);
    }

    private static async Task<IResult> ChannelAsync(
        HttpContext http, PageFrame frame, Commands commands, CancellationToken ct)
    {
        var form = await FormAsync(http, ct);
        var start = form["command"] == "start";
        if (!start && form["command"] != "stop")
            return await frame.ProblemAsync(
                http, 400, "command", [HubError.FieldMalformed("command", "start or stop")], ct);
        var gateway = form["gateway"].ToString() is { Length: > 0 } given ? given : null;
        var answer = await commands.SetChannelAsync(form["channel"].ToString(), gateway, start, Visitor.Of(http), ct);
        return await AfterAsync(http, frame, answer, "/ops/channels", start ? "started" : "stopped", ct);
    }

    private static async Task<IResult> StreamAsync(
        HttpContext http, PageFrame frame, Commands commands, CancellationToken ct)
    {
        var form = await FormAsync(http, ct);
        var skip = form["command"] == "skip";
        if (!Guid.TryParse(form["id"], out var id) || (!skip && form["command"] != "replay"))
            return await frame.ProblemAsync(http, 400, "command",
                [HubError.FieldMalformed("command", "replay or skip, with the id of a message")], ct);
        var answer = await commands.ReleaseStreamAsync(id, skip, Visitor.Of(http), ct);
        return await AfterAsync(http, frame, answer, "/ops/lanes", skip ? "skipped" : "retried", ct);
    }

    private static async Task<IResult> ReplayAsync(
        HttpContext http, PageFrame frame, Commands commands, CancellationToken ct)
    {
        var form = await FormAsync(http, ct);
        var (ids, errors) = (new List<Guid>(), new List<HubError>());
        foreach (var text in form["ids"])
            if (Guid.TryParse(text, out var id))
                ids.Add(id);
            else
                errors.Add(HubError.FieldMalformed("ids", "a message id (UUID)"));
        var edited = form.TryGetValue("editedRaw", out var raw) ? raw.ToString() : null;
        if (!ReplayRequest.Check(ids, edited, errors).TryGet(out var request, out var mistakes))
            return await frame.ProblemAsync(http, 400, "command", mistakes, ct);
        if (request.EditedRaw is not null && Visitor.Of(http).Lacks(DeskRight.EditAndResend) is { } lacking)
            return await frame.ProblemAsync(http, 403, "forbidden", [lacking], ct);
        var answer = await commands.ReplayAsync(request, Visitor.Of(http), ct);
        var next = ids is [var one] ? $"/ops/trace?id={one}" : "/ops/deadletters";
        return await AfterAsync(http, frame, answer, next, "replayed", ct);
    }

    /// <summary>Goes on to a page that shows the effect; what was not done is said first.</summary>
    private static async Task<IResult> AfterAsync(
        HttpContext http, PageFrame frame, Result<CommandAnswer> answer, string next, string notice,
        CancellationToken ct)
    {
        if (!answer.TryGet(out var done, out var errors))
            return await frame.ProblemAsync(http, OpsJson.StatusOf(errors), "command", errors, ct);
        if (done.Errors.Count > 0)
            return await frame.ProblemAsync(http, 200, "partly", done.Errors, ct);
        var query = new QueryBuilder
        {
            { "done", done.Done > 0 ? notice : "nothing" },
            { "n", done.Done.ToString(System.Globalization.CultureInfo.InvariantCulture) },
        }.ToString();
        http.Response.Headers.Location =
            next.Contains('?', StringComparison.Ordinal) ? next + "&" + query[1..] : next + query;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static async Task<IFormCollection> FormAsync(HttpContext http, CancellationToken ct) =>
        http.Request.HasFormContentType ? await http.Request.ReadFormAsync(ct) : FormCollection.Empty;
}
