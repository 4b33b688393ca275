using IntegrationHub.Contracts;
using IntegrationHub.Store;
using MassTransit;

namespace IntegrationHub.Exchange;

/// <summary>Asks gateways with request and response on their own queue.</summary>
internal sealed class GatewayDesk(ExchangeOptions options, IClientFactory clients, HubDb db) : IGatewayDesk
{
    public IReadOnlyList<string> Gateways { get; } =
        [.. options.Members.All.Select(m => m.Gateway).Distinct().Order(StringComparer.Ordinal)];

    public async Task<IReadOnlyList<GatewayStatus>> StatusesAsync(CancellationToken ct)
    {
        await using var reader = await db.ReadAsync(ct);
        return await GatewayReports.AllAsync(reader, ct);
    }

    public async Task<(LedgerPage Page, IReadOnlyList<HubError> Silent)> LedgerAsync(
        AskLedger ask, string? gateway, CancellationToken ct)
    {
        var after = LedgerCursor.Read(ask.After);
        var asked = (gateway is null ? Gateways : [gateway]).Where(g => after is null || after.ContainsKey(g));
        var (answers, silent) = await AskAsync<AskLedger, LedgerPage>(
            asked, g => ask with { After = after?.GetValueOrDefault(g) }, ct);
        return (LedgerCursor.Merge(answers), silent);
    }

    public async Task<GatewayAnswers<TraceAnswer>> TraceAsync(string id, string? member, CancellationToken ct)
    {
        return await AskAsync<AskTrace, TraceAnswer>(Gateways, _ => new AskTrace { Id = id, Member = member }, ct);
    }

    public async Task<Result<MessageContent>> ContentAsync(
        Guid messageId, string? member, CancellationToken ct)
    {
        var (answers, silent) = await AskAsync<AskContent, MessageContent>(
            Gateways, _ => new AskContent { MessageId = messageId, Member = member }, ct);
        return answers.Values.FirstOrDefault(a => a.Found) is { } found ? found
            : silent.Count > 0 ? Result<MessageContent>.Failed(silent)
            : HubError.NotFound("This message");
    }

    public Task<Result<CommandAnswer>> ReplayAsync(string gateway, CommandReplay command, CancellationToken ct) =>
        CommandAsync(gateway, command, ct);

    public Task<Result<CommandAnswer>> SetChannelAsync(string gateway, CommandChannel command, CancellationToken ct) =>
        CommandAsync(gateway, command, ct);

    private async Task<Result<CommandAnswer>> CommandAsync<TCommand>(
        string gateway, TCommand command, CancellationToken ct) where TCommand : class
    {
        if (!Gateways.Contains(gateway))
            return HubError.NotFound("This gateway");
        var (answers, silent) = await AskAsync<TCommand, CommandAnswer>([gateway], _ => command, ct);
        return answers.TryGetValue(gateway, out var answer) ? answer : Result<CommandAnswer>.Failed(silent);
    }

    private async Task<GatewayAnswers<TAnswer>> AskAsync<TAsk, TAnswer>(
        IEnumerable<string> gateways, Func<string, TAsk> ask, CancellationToken ct)
        where TAsk : class
        where TAnswer : class
    {
        var pending = gateways.Select(async g => (Gateway: g, Answer: await OneAsync<TAsk, TAnswer>(g, ask(g), ct)));
        var all = await Task.WhenAll(pending);
        return new(
            all.Where(a => a.Answer is not null).ToDictionary(a => a.Gateway, a => a.Answer!, StringComparer.Ordinal),
            [.. all.Where(a => a.Answer is null).Select(a => Silent(a.Gateway))]);
    }

    private async Task<TAnswer?> OneAsync<TAsk, TAnswer>(string gateway, TAsk ask, CancellationToken ct)
        where TAsk : class
        where TAnswer : class
    {
        var client = clients.CreateRequestClient<TAsk>(
            new Uri("exchange:" + Lanes.GatewayQueue(gateway)),
            RequestTimeout.After(ms: (int)options.DeskPatience.TotalMilliseconds));
        try
        {
            return (await client.GetResponse<TAnswer>(ask, ct)).Message;
        }
#pragma warning disable CA1031 // timed out, faulted, or cannot be sent: this gateway is silent, the others are heard
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static HubError Silent(string gateway) =>
        new(HubErrorCode.ServiceUnreachable, $"Gateway {gateway} did not answer in time.", gateway);
}
