using System.Text;
using System.Text.Json;
using IntegrationHub.Contracts;
using IntegrationHub.Exchange;

namespace IntegrationHub.Dashboard;

/// <summary>Puts the dead letters of both sides on one list; a message refused by the exchange appears once.</summary>
internal sealed class DeadLetterDesk(IGatewayDesk gateways, ExchangeView exchange)
{
    /// <summary>Ledger states of a gateway that make a dead letter: messages in, and deliveries out.</summary>
    private static readonly IReadOnlyList<string> States = ["dead", "undelivered"];

    internal async Task<DeadLetterPage> ListAsync(LedgerQuery question, string? member, CancellationToken ct)
    {
        var query = question with { Ask = question.Ask with { Member = member } };
        var places = Places(query.Ask.After);
        var asked = await Task.WhenAll(States.Where(places.ContainsKey)
            .Select(state => AskAsync(query, state, places[state], ct)));
        var (stopped, away) = await exchange.DeadLettersAsync(query.Ask.Limit, member, ct);
        var alone = query is { Gateway: null, Ask: { After: null, Sender: null, From: null, To: null } };
        return new(
            Merge([.. asked.SelectMany(a => a.Page.Lines)], stopped, alone),
            Next(asked.Where(a => a.Page.Next is not null).ToDictionary(a => a.State, a => a.Page.Next)),
            [.. asked.SelectMany(a => a.Silent).Concat(away).Distinct()]);
    }

    /// <param name="lines">Dead lines of the gateways.</param>
    /// <param name="stopped">Dead letters of the exchange.</param>
    /// <param name="alone">Also those of the exchange that no line belongs to.</param>
    internal static IReadOnlyList<DeadLetter> Merge(
        IReadOnlyList<LedgerLine> lines, IReadOnlyList<ExchangeDeadLetter> stopped, bool alone)
    {
        var byMessage = stopped.ToLookup(d => d.MessageId);
        var known = lines.Select(l => l.MessageId).ToHashSet();
        return
        [
            .. lines.Select(l => DeadLetter.Of(l, byMessage[l.MessageId].FirstOrDefault()))
                .Concat(alone
                    ? stopped.Where(d => !known.Contains(d.MessageId)).Select(DeadLetter.Of)
                    : [])
                .OrderByDescending(d => d.At),
        ];
    }

    /// <summary>Where to go on in each list; on the first page every list begins.</summary>
    internal static IReadOnlyDictionary<string, string?> Places(string? after)
    {
        if (after is null)
            return States.ToDictionary(s => s, _ => (string?)null);
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string?>>(Convert.FromBase64String(after)) ?? [];
        }
        catch (JsonException)
        {
            return new Dictionary<string, string?>(); // not ours: nothing lies behind it
        }
    }

    private static string? Next(Dictionary<string, string?> places) =>
        places.Count == 0 ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(places)));

    private async Task<(string State, LedgerPage Page, IReadOnlyList<HubError> Silent)> AskAsync(
        LedgerQuery query, string state, string? after, CancellationToken ct)
    {
        var ask = query.Ask with { State = state, After = after };
        var (page, silent) = await gateways.LedgerAsync(ask, query.Gateway, ct);
        return (state, page, silent);
    }
}
