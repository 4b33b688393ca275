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
    internal async Task<Trace> FindAsync(string id, CancellationToken ct)
    {
        var first = await AskAsync(id, ct);
        var others = first.Messages.Select(m => m.MessageId).Distinct()
            .Where(m => !string.Equals(m.ToString(), id, StringComparison.OrdinalIgnoreCase)).Take(MostMessages);
        var answers = await Task.WhenAll(others.Select(m => AskAsync(m.ToString(), ct)));
        return Merge([first, .. answers]);
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

    private async Task<Trace> AskAsync(string id, CancellationToken ct)
    {
        var asked = gateways.TraceAsync(id, ct);
        var here = exchange.TraceAsync(id, ct);
        await Task.WhenAll(asked, here);
        var (answers, (found, away)) = (await asked, await here);
        return new([.. answers.Answers.Values.SelectMany(a => a.Messages), .. found], [.. answers.Silent, .. away]);
    }
}
