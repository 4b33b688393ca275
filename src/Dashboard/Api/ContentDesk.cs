using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Dashboard;

/// <summary>The only way to content, which is patient data: whoever asks is logged first.</summary>
internal sealed class ContentDesk(IGatewayDesk gateways, ExchangeDesk exchange, ILogger<ContentDesk> log)
{
    internal Task<Result<MessageContent>> OpenAsync(Guid message, string by, CancellationToken ct)
    {
        DeskLog.ContentOpened(log, message, by);
        return gateways.ContentAsync(message, ct);
    }

    internal async Task<Result<string>> OpenDeadLetterAsync(Guid letter, string by, CancellationToken ct)
    {
        DeskLog.DeadLetterOpened(log, letter, by);
        return await exchange.DeadLetterBodyAsync(letter, ct) is { } body
            ? body
            : HubError.NotFound("This dead letter");
    }
}
