using IntegrationHub.Contracts;
using IntegrationHub.Exchange;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Dashboard;

/// <summary>The only way to content, which is patient data: who asks and why is told first, then it is opened.</summary>
internal sealed class ContentDesk(
    IGatewayDesk gateways, ExchangeDesk exchange, IDeskTrail trail, ILogger<ContentDesk> log)
{
    internal async Task<Result<MessageContent>> OpenAsync(Guid message, Visitor who, string reason, CancellationToken ct)
    {
        DeskLog.ContentOpened(log, message, who.By);
        await TellAsync(message, who, reason, ct);
        return await gateways.ContentAsync(message, who.Member, ct);
    }

    internal async Task<Result<string>> OpenDeadLetterAsync(Guid letter, Visitor who, string reason, CancellationToken ct)
    {
        DeskLog.DeadLetterOpened(log, letter, who.By);
        await TellAsync(letter, who, reason, ct);
        return await exchange.DeadLetterBodyAsync(letter, ct, who.Member) is { } body
            ? body
            : HubError.NotFound("This dead letter");
    }

    private Task TellAsync(Guid id, Visitor who, string reason, CancellationToken ct) =>
        trail.TellAsync(who.Act("content", 'R') with { MessageId = id, Detail = reason }, ct);
}
