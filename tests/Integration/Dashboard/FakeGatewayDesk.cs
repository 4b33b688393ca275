using IntegrationHub.Contracts;
using IntegrationHub.Exchange;

namespace IntegrationHub.Integration.Dashboard;

/// <summary>Gateways that answer from memory; the boundary of the desk to the bus.</summary>
internal sealed class FakeGatewayDesk : IGatewayDesk
{
    private readonly Dictionary<string, FakeGateway> byName = [];

    public List<object> Commands { get; } = [];

    public List<AskLedger> Asked { get; } = [];

    public IReadOnlyList<HubError> Silent { get; set; } = [];

    public Exception? Outage { get; set; }

    public IReadOnlyList<string> Gateways => [.. byName.Keys];

    public FakeGateway this[string name] =>
        byName.TryGetValue(name, out var gateway) ? gateway : byName[name] = new FakeGateway();

    public Task<IReadOnlyList<GatewayStatus>> StatusesAsync(CancellationToken ct) => Outage is { } outage
        ? Task.FromException<IReadOnlyList<GatewayStatus>>(outage)
        : Task.FromResult<IReadOnlyList<GatewayStatus>>([.. byName.Values.Select(g => g.Status).OfType<GatewayStatus>()]);

    public Task<(LedgerPage Page, IReadOnlyList<HubError> Silent)> LedgerAsync(
        AskLedger ask, string? gateway, CancellationToken ct)
    {
        Asked.Add(ask);
        var lines = byName.Where(g => gateway is null || g.Key == gateway).SelectMany(g => g.Value.Lines)
            .Where(l => IsOf(l.Channel, ask.Member) && (ask.State is null || l.State == ask.State)
                && (ask.Sender is null || l.Channel == ask.Sender || l.Facility == ask.Sender)
                && (ask.From is null || l.ReceivedAt >= ask.From) && (ask.To is null || l.ReceivedAt < ask.To))
            .OrderByDescending(l => l.ReceivedAt).ToList();
        var page = new LedgerPage
        {
            Lines = [.. lines.Take(ask.Limit)],
            Totals = lines.GroupBy(l => l.State).ToDictionary(g => g.Key, g => g.LongCount()),
            Next = lines.Count > ask.Limit ? "bW9yZQ==" : null,
        };
        return Task.FromResult((page, Silent));
    }

    public Task<GatewayAnswers<TraceAnswer>> TraceAsync(string id, string? member, CancellationToken ct) =>
        Task.FromResult(new GatewayAnswers<TraceAnswer>(
            byName.ToDictionary(g => g.Key, g => new TraceAnswer { Messages = [.. g.Value.TracesOf(id).Where(m => IsOf(m.Line?.Channel, member))] }), Silent));

    public Task<Result<MessageContent>> ContentAsync(Guid messageId, string? member, CancellationToken ct) => Task.FromResult(
        byName.Values.Where(g => IsOf(g.Traces.Find(t => t.MessageId == messageId)?.Line?.Channel, member)).Select(g => g.Contents.GetValueOrDefault(messageId)).FirstOrDefault(c => c is not null) is { } found
            ? found
            : Silent.Count > 0 ? Result<MessageContent>.Failed(Silent) : HubError.NotFound("This message"));

    public Task<Result<CommandAnswer>> ReplayAsync(string gateway, CommandReplay command, CancellationToken ct)
    {
        Commands.Add(command);
        var held = command.MessageIds.Where(byName[gateway].Contents.ContainsKey).ToList();
        return Task.FromResult<Result<CommandAnswer>>(new CommandAnswer
        {
            Done = held.Count,
            Errors = [.. command.MessageIds.Except(held)
                .Select(id => new HubError(HubErrorCode.NotFound, "No such dead letter here.", id.ToString()))],
        });
    }

    private bool IsOf(string? channel, string? member) => member is null || byName.Values
        .SelectMany(g => g.Status?.Channels ?? []).Any(c => c.Name == channel && c.Member == member);

    public Task<Result<CommandAnswer>> SetChannelAsync(string gateway, CommandChannel command, CancellationToken ct)
    {
        Commands.Add(command);
        byName[gateway].Set(command.Channel, command.Start ? ChannelState.Started : ChannelState.Stopped);
        return Task.FromResult<Result<CommandAnswer>>(new CommandAnswer { Done = 1 });
    }
}

/// <summary>What one gateway knows.</summary>
internal sealed class FakeGateway
{
    public GatewayStatus? Status { get; set; }

    public List<LedgerLine> Lines { get; } = [];

    public List<TracedMessage> Traces { get; } = [];

    public Dictionary<Guid, MessageContent> Contents { get; } = [];

    public IEnumerable<TracedMessage> TracesOf(string id) =>
        Traces.Where(t => t.MessageId.ToString() == id || t.Line?.ControlId == id);

    public void Set(string channel, ChannelState state) => Status = Status! with
    {
        Channels = [.. Status.Channels.Select(c => c.Name == channel ? c with { State = state } : c)],
    };
}
