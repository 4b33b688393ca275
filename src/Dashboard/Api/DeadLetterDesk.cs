using IntegrationHub.Contracts;
using IntegrationHub.Exchange;

namespace IntegrationHub.Dashboard;

/// <summary>One message that stopped, wherever it did. No patient data.</summary>
public sealed record DeadLetter
{
    /// <summary>Journal id; null when the exchange could not read the envelope.</summary>
    public Guid? MessageId { get; init; }

    /// <summary>Number at the exchange; null when it stopped at the gateway.</summary>
    public long? ExchangeId { get; init; }

    /// <summary><c>gateway</c>, or the stage at the exchange: <c>intake</c>, <c>blocked</c>, <c>bus</c>.</summary>
    public required string Stage { get; init; }

    /// <summary>Gateway that holds the bytes; empty when unknown.</summary>
    public required string Gateway { get; init; }

    /// <summary>The ledger line, when its gateway listed it.</summary>
    public LedgerLine? Line { get; init; }

    /// <summary>When it stopped, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Every reason.</summary>
    public required IReadOnlyList<HubError> Errors { get; init; }
}

/// <summary>A page of dead letters of gateways and exchange.</summary>
/// <param name="Letters">Newest first.</param>
/// <param name="Next">Place of the next page of the gateways' side, or null.</param>
/// <param name="Silent">Gateways that did not answer.</param>
public sealed record DeadLetterPage(
    IReadOnlyList<DeadLetter> Letters, string? Next, IReadOnlyList<HubError> Silent);

/// <summary>Puts the dead letters of both sides on one list; a message refused by the exchange appears once.</summary>
internal sealed class DeadLetterDesk(IGatewayDesk gateways, ExchangeView exchange)
{
    internal async Task<DeadLetterPage> ListAsync(LedgerQuery query, CancellationToken ct)
    {
        var asked = gateways.LedgerAsync(query.Ask with { State = "dead" }, query.Gateway, ct);
        var here = exchange.DeadLettersAsync(query.Ask.Limit, ct);
        await Task.WhenAll(asked, here);
        var ((page, silent), (stopped, away)) = (await asked, await here);
        var alone = query is { Gateway: null, Ask: { After: null, Sender: null, From: null, To: null } };
        return new(Merge(page.Lines, stopped, alone), page.Next, [.. silent, .. away]);
    }

    /// <param name="lines">Dead lines of the gateways.</param>
    /// <param name="stopped">Dead letters of the exchange.</param>
    /// <param name="alone">Also those of the exchange that no line belongs to.</param>
    internal static IReadOnlyList<DeadLetter> Merge(
        IReadOnlyList<LedgerLine> lines, IReadOnlyList<ExchangeDeadLetter> stopped, bool alone)
    {
        var byMessage = stopped.Where(d => d.MessageId is not null).ToLookup(d => d.MessageId!.Value);
        var known = lines.Select(l => l.MessageId).ToHashSet();
        return
        [
            .. lines.Select(l => Of(l, byMessage[l.MessageId].FirstOrDefault()))
                .Concat(alone ? stopped.Where(d => d.MessageId is not { } id || !known.Contains(id)).Select(Of) : [])
                .OrderByDescending(d => d.At),
        ];
    }

    private static DeadLetter Of(LedgerLine line, ExchangeDeadLetter? stopped) => new()
    {
        MessageId = line.MessageId,
        ExchangeId = stopped?.Id,
        Stage = stopped?.Stage ?? "gateway",
        Gateway = line.Gateway,
        Line = line,
        At = line.StateAt,
        Errors = line.Errors.Count > 0 ? line.Errors : stopped?.Errors ?? [],
    };

    private static DeadLetter Of(ExchangeDeadLetter stopped) => new()
    {
        MessageId = stopped.MessageId,
        ExchangeId = stopped.Id,
        Stage = stopped.Stage,
        Gateway = stopped.Gateway,
        At = stopped.At,
        Errors = stopped.Errors,
    };
}
