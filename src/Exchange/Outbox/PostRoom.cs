using IntegrationHub.Contracts;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>Sends receipts to gateways, and wakes the relay when there is something to deliver.</summary>
internal sealed partial class PostRoom(IExchangeBus bus, ExchangeOptions options, ILogger<PostRoom> log) : IDisposable
{
    private readonly HashSet<string> gateways = [.. options.Members.All.Select(m => m.Gateway)];
    private readonly SemaphoreSlim work = new(0, 1);

    /// <summary>
    /// Sends receipts. One that cannot be sent is not lost: the gateway sends the message again and gets it then.
    /// </summary>
    public async Task AnswerAsync(IReadOnlyList<AddressedReceipt> receipts, CancellationToken ct)
    {
        Failpoint.Pass("exchange.before-receipt");
        await Task.WhenAll(receipts.Where(r => gateways.Contains(r.Gateway)).Select(r => AnswerAsync(r, ct)));
        Failpoint.Pass("exchange.after-receipt");
    }

    /// <summary>The relay has something to do.</summary>
    public void WakeRelay()
    {
        Failpoint.Pass("exchange.before-notify");
        try
        {
            work.Release();
        }
        catch (SemaphoreFullException)
        {
            // another one woke it in the same moment
        }

        Failpoint.Pass("exchange.after-notify");
    }

    /// <summary>Waits until there is work, at most so long.</summary>
    public Task<bool> WaitAsync(TimeSpan most, CancellationToken ct) => work.WaitAsync(most, ct);

    public void Dispose() => work.Dispose();

    private async Task AnswerAsync(AddressedReceipt addressed, CancellationToken ct)
    {
        try
        {
            await bus.SendAsync(Lanes.GatewayQueue(addressed.Gateway), addressed.Receipt, ct);
        }
#pragma warning disable CA1031 // whatever the transport throws: the receipt is sent when the message is seen again
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnsent(log, e, addressed.Receipt.MessageId, addressed.Gateway);
        }
    }

    [LoggerMessage(EventId = 3110, Level = LogLevel.Warning,
        Message = "Receipt of {MessageId} could not be sent to {Gateway}")]
    private static partial void LogUnsent(ILogger logger, Exception e, Guid messageId, string gateway);
}
