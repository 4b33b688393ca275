using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Conversion;
using IntegrationHub.Store.Journal;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Relay;

/// <summary>Closes what the exchange has stored or refused, and sends again what it misses.</summary>
internal sealed partial class ReceiptDesk(
    GatewayJournal journal, MessageFates fates, OutboxRelay relay, ILogger<ReceiptDesk> log)
{
    public async Task ReceiveAsync(MessageReceipt receipt, CancellationToken ct)
    {
        Failpoint.Pass("receipt.before-mark");
        var effect = await journal.WriteAsync("receipt", s => s.Receipt(receipt, journal.Clock.GetUtcNow()), ct);
        Failpoint.Pass("receipt.after-mark");
        if (effect is not { Changed: true, Inbound: { } id })
            return;
        if (receipt.Outcome == ReceiptOutcome.Stored)
        {
            fates.Stored(id);
            return;
        }
        fates.Dead(id, receipt.Errors);
        LogRefused(log, id, receipt.Errors.Count > 0 ? receipt.Errors[0].Code : HubErrorCode.Internal);
    }

    public async Task ResendAsync(ResendRequested request, CancellationToken ct)
    {
        var rows = await journal.WriteAsync("resend", s => s.Resend(request, journal.Clock.GetUtcNow()), ct);
        LogResend(log, request.FromSeq, request.ToSeq, rows);
        relay.Wake();
    }

    // Stream keys may hold an identifier of a patient: never in a log.
    [LoggerMessage(EventId = 2305, Level = LogLevel.Warning,
        Message = "The exchange misses numbers {From} to {To} of a stream: {Rows} rows are sent again")]
    private static partial void LogResend(ILogger logger, long from, long to, int rows);

    [LoggerMessage(EventId = 2306, Level = LogLevel.Warning,
        Message = "The exchange refused message {Id} ({Code}): it is a dead letter")]
    private static partial void LogRefused(ILogger logger, Guid id, HubErrorCode code);
}
