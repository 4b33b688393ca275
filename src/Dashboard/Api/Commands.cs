using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Dashboard;

/// <summary>What an operator may do: replay, start and stop, retry and skip. Every act is logged.</summary>
internal sealed class Commands(
    IGatewayDesk gateways, ExchangeDesk exchange, DeskWatch watch, IDeskTrail trail, ILogger<Commands> log)
{
    /// <summary>Asks every gateway; each runs what it holds: the caller need not know where a message lies.</summary>
    internal async Task<Result<CommandAnswer>> ReplayAsync(ReplayRequest request, Visitor who, CancellationToken ct)
    {
        var by = who.By;
        var act = who.Act(request.EditedRaw is null ? "replay" : "edit-and-replay", 'E');
        await trail.TellAllAsync([.. request.Ids.Select(id => act with { MessageId = id })], ct);
        var command = new CommandReplay
        {
            MessageIds = request.Ids,
            EditedRaw = request.EditedRaw,
            By = by,
            Member = who.Member,
        };
        var answers = await Task.WhenAll(gateways.Gateways.Select(g => gateways.ReplayAsync(g, command, ct)));
        var answer = Merge(answers, request.Ids.Count);
        DeskLog.Replayed(log, request.Ids.Count, by, answer.Done, request.EditedRaw is not null);
        await watch.RefreshAsync(ct);
        return answer.Done == 0 && answer.Errors.Count > 0 ? Result<CommandAnswer>.Failed(answer.Errors) : answer;
    }

    internal async Task<Result<CommandAnswer>> SetChannelAsync(
        string channel, string? gateway, bool start, Visitor who, CancellationToken ct)
    {
        var by = who.By;
        var at = (await gateways.StatusesAsync(ct))
            .Where(g => (gateway is null || g.Gateway == gateway) && g.Channels.Any(c => c.Name == channel && who.Owns(c.Member)))
            .Select(g => g.Gateway).ToList();
        if (at.Count == 0)
            return HubError.NotFound("This channel");
        if (at.Count > 1)
            return new HubError(HubErrorCode.Conflict,
                "Several gateways have a channel of this name; add ?gateway=NAME.", "gateway");
        await TellAsync(who, start ? "start-channel" : "stop-channel", $"{channel} of {at[0]}", null, ct);
        var command = new CommandChannel { Channel = channel, Start = start, By = by, Member = who.Member };
        var answer = await gateways.SetChannelAsync(at[0], command, ct);
        DeskLog.ChannelCommanded(log, channel, start ? "start" : "stop", by, answer.IsOk ? answer.Value.Done : 0);
        await watch.RefreshAsync(ct);
        return Refused(answer);
    }

    internal async Task<Result<CommandAnswer>> ReleaseStreamAsync(
        Guid blockedBy, bool skip, Visitor who, CancellationToken ct)
    {
        var by = who.By;
        if (who.Member is not null && !(await exchange.BlockedAsync(ct)).Any(
                b => b.BlockedBy == blockedBy && who.Owns(b.Member)))
            return HubError.NotFound("A stream blocked by this message");
        await TellAsync(who, skip ? "skip-stream" : "retry-stream", null, blockedBy, ct);
        var answer = skip
            ? await exchange.SkipAsync(blockedBy, by, ct)
            : await exchange.RetryAsync(blockedBy, by, ct);
        DeskLog.StreamCommanded(log, blockedBy, skip ? "skip" : "replay", by, answer.Done > 0);
        await watch.RefreshAsync(ct);
        return Refused(answer);
    }

    /// <summary>
    /// Every gateway but one says of a message that it does not hold it. Such a word counts only when all say so.
    /// </summary>
    internal static CommandAnswer Merge(IReadOnlyList<Result<CommandAnswer>> answers, int asked)
    {
        var done = answers.Sum(a => a.IsOk ? a.Value.Done : 0);
        var all = answers.SelectMany(a => a.IsOk ? a.Value.Errors : a.Errors).ToList();
        var missing = all.Where(e => e.Code == HubErrorCode.NotFound).GroupBy(e => (e.Path, e.Text))
            .Where(g => g.Count() >= answers.Count).Select(g => g.First());
        var others = all.Where(e => e.Code != HubErrorCode.NotFound).Distinct();
        return new CommandAnswer { Done = done, Errors = done >= asked ? [] : [.. others, .. missing] };
    }

    private Task TellAsync(Visitor who, string act, string? detail, Guid? message, CancellationToken ct) =>
        trail.TellAsync(who.Act(act, 'E') with { Detail = detail, MessageId = message }, ct);

    private static Result<CommandAnswer> Refused(Result<CommandAnswer> answer) =>
        answer is { IsOk: true, Value: { Done: 0, Errors.Count: > 0 } nothing }
            ? Result<CommandAnswer>.Failed(nothing.Errors)
            : answer;
}
