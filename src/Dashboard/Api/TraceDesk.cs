using IntegrationHub.Contracts;
using IntegrationHub.Exchange;

namespace IntegrationHub.Dashboard;

/// <summary>Everything known of a message, from its socket to the other hospital.</summary>
/// <param name="Messages">Newest first; steps oldest first.</param>
/// <param name="Silent">Gateways that did not answer: their part may be missing.</param>
public sealed record Trace(IReadOnlyList<TracedMessage> Messages, IReadOnlyList<HubError> Silent);

/// <summary>Puts together what gateways and exchange know.</summary>
internal sealed class TraceDesk(IGatewayDesk gateways, ExchangeView exchange)
{
    private const int MostMessages = 20;

    /// <summary>By message id, delivery id or MSH-10.</summary>
    /// <remarks>
    /// A second question follows with the ids the first one found: another gateway knows the delivery by the message
    /// that caused it, not by the MSH-10 it came in with.
    /// </remarks>
    internal async Task<Trace> FindAsync(string id, string? member, CancellationToken ct)
    {
        var first = await AskAsync(id, member, ct);
        var others = first.Messages.Select(m => m.MessageId).Distinct()
            .Where(m => !string.Equals(m.ToString(), id, StringComparison.OrdinalIgnoreCase)).Take(MostMessages);
        var answers = await Task.WhenAll(others.Select(m => AskAsync(m.ToString(), member, ct)));
        return Merge([first, .. answers]);
    }

    /// <summary>
    /// Is this a dead letter, and one whose text can be corrected? Only its gateway knows; a delivery has no text of
    /// its own, it is converted anew.
    /// </summary>
    internal async Task<(bool IsDead, bool IsEditable)> StateAsync(
        Guid id, string? member, CancellationToken ct)
    {
        var (answers, _) = await gateways.TraceAsync(id.ToString(), member, ct);
        var found = answers.Values.SelectMany(a => a.Messages).ToList();
        var line = found.Select(m => m.Line).FirstOrDefault(l => l?.MessageId == id);
        return line is not null
            ? (line.State == "dead", line.State == "dead")
            : (found.Any(m => m.Steps is [.., { Step: "dead" }]), false);
    }

    /// <summary>One message per id, its steps without repeats in order of time.</summary>
    internal static Trace Merge(IReadOnlyList<Trace> parts) => new(
        [.. parts.SelectMany(p => p.Messages).GroupBy(m => m.MessageId)
            .Select(g => new TracedMessage
            {
                MessageId = g.Key,
                Line = g.Select(m => m.Line).FirstOrDefault(l => l is not null),
                Steps = [.. g.SelectMany(m => m.Steps).Distinct().OrderBy(s => s.At)],
            })
            .OrderByDescending(m => m.Line?.ReceivedAt ?? m.Steps.Select(s => s.At).FirstOrDefault())
            .Take(MostMessages)],
        [.. parts.SelectMany(p => p.Silent).Distinct()]);

    /// <summary>
    /// A step told at second hand (a gateway says what the exchange did, from its receipt) becomes a receipt at the
    /// place of the teller, when whoever did it has been heard as well. A request is told only by who made it.
    /// </summary>
    internal static TracedMessage AtFirstHand(TracedMessage message, string teller, IReadOnlySet<string> heard)
    {
        var steps = message.Steps
            .Where(s => s.Step != "requested" || !heard.Contains(s.Place))
            .Select(s => s.Place != teller && heard.Contains(s.Place)
                ? new TraceStep(s.At, teller, "receipt", $"{s.Place} {s.Step} {s.Note}".TrimEnd())
                : s);
        return message with { Steps = [.. steps] };
    }

    private async Task<Trace> AskAsync(string id, string? member, CancellationToken ct)
    {
        var asked = gateways.TraceAsync(id, member, ct);
        var here = exchange.TraceAsync(id, member, ct);
        await Task.WhenAll(asked, here);
        var (answers, (found, away)) = (await asked, await here);
        var toldByExchange = found.Count > 0 ? new HashSet<string> { "exchange" } : [];
        var toldByGateways = answers.Answers.Values.SelectMany(a => a.Messages).SelectMany(m => m.Steps)
            .Select(s => s.Place).Where(p => p.StartsWith("member:", StringComparison.Ordinal)).ToHashSet();
        return new(
        [
            .. answers.Answers.SelectMany(
                a => a.Value.Messages.Select(m => AtFirstHand(m, "gateway:" + a.Key, toldByExchange))),
            .. found.Select(m => AtFirstHand(m, "exchange", toldByGateways)),
        ],
        [.. answers.Silent, .. away]);
    }
}
