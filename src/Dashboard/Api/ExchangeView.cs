using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Dashboard;

/// <summary>Lists of the exchange; while its database is away the gateways' part still shows.</summary>
internal sealed class ExchangeView(ExchangeDesk exchange, ILogger<ExchangeView> log)
{
    private static readonly HubError Away =
        new(HubErrorCode.ServiceUnreachable, "The database of the exchange could not be read.", "exchange");

    internal Task<(IReadOnlyList<TracedMessage> Found, IReadOnlyList<HubError> Silent)> TraceAsync(
        string id, string? member, CancellationToken ct) =>
        TryAsync(() => exchange.TraceAsync(id, ct, member), ct);

    internal Task<(IReadOnlyList<ExchangeDeadLetter> Found, IReadOnlyList<HubError> Silent)> DeadLettersAsync(
        int limit, string? member, CancellationToken ct) =>
        TryAsync(() => exchange.DeadLettersAsync(limit, ct, member), ct);

    private async Task<(IReadOnlyList<T> Found, IReadOnlyList<HubError> Silent)> TryAsync<T>(
        Func<Task<IReadOnlyList<T>>> read, CancellationToken ct)
    {
        try
        {
            return (await read(), []);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            DeskLog.SourceUnreadable(log, "exchange", e);
            return ([], [Away]);
        }
    }
}
