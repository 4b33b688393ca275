using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Bus;
using IntegrationHub.Store.Journal;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Delivery;

/// <summary>Takes what the exchange wants delivered, and tells it how each delivery ended.</summary>
internal sealed partial class DeliveryDesk(
    GatewayJournal journal, GatewayOptions options, IHubBus bus, DeliveryLanes lanes, DeliveryTools tools)
{
    private const int ReceiptBatch = 64;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Stores a request; returns after the commit, so the bus may forget it.</summary>
    public async Task AcceptAsync(DeliveryRequested request, CancellationToken ct)
    {
        var now = journal.Clock.GetUtcNow();
        var channel = Choose(options.Outbound, request.Recipient, request.Kind);
        var added = await journal.WriteAsync("delivery", s => Store(s, request, channel, now), ct);
        Failpoint.Pass("delivery.accepted");
        if (channel is null || !added)
            tools.Ended.Wake();
        else
            lanes.Wake(channel.Name);
    }

    /// <summary>
    /// At start: what waits for a channel that is configured no more goes to the one that serves its member now.
    /// </summary>
    public async Task AdoptOrphansAsync(CancellationToken ct)
    {
        var orphans = journal.Read(s => s.WaitingByChannel()).Where(w => lanes.Find(w.Channel) is null);
        foreach (var orphan in orphans)
        {
            var channel = Choose(options.Outbound, orphan.Recipient, orphan.Kind);
            LogOrphans(tools.Log, orphan.Count, orphan.Channel, channel?.Name ?? "none: add one");
            if (channel is not null)
                await journal.WriteAsync("adopt", s => s.GiveTo(orphan, channel.Name, journal.Clock.GetUtcNow()), ct);
        }
    }

    /// <summary>Sends receipts until stopped. One that is not confirmed is sent again.</summary>
    public async Task RunReceiptsAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (await SendReceiptsAsync(ct) == 0)
                    await tools.Ended.WaitAsync(Look, journal.Clock, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                LogReceiptsWait(tools.Log, e.GetType().Name);
                await Task.Delay(Pause, journal.Clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>The first channel of the member that takes this kind.</summary>
    public static OutboundChannel? Choose(
        IEnumerable<OutboundChannel> channels, string recipient, DeliveryKind kind) =>
        channels.FirstOrDefault(c => c.Member == recipient && (c.Kinds.Count == 0 || c.Kinds.Contains(kind)));

    private static bool Store(JournalSession s, DeliveryRequested request, OutboundChannel? channel, DateTimeOffset now)
    {
        var added = s.Request(
            request, channel?.Name ?? "", now, channel?.ExpireAfter ?? TimeSpan.FromHours(72));
        if (added && channel is null)
            s.DeliveryEnded(s.DeliverySeq(request.DeliveryId), new()
            {
                DeliveryId = request.DeliveryId,
                Outcome = DeliveryOutcome.Dead,
                Errors =
                [
                    new(HubErrorCode.ConfigurationInvalid,
                        $"No outbound channel of {request.Recipient} takes {request.Kind}: add one and replay."),
                ],
                At = now,
            }, ack: null);
        return added;
    }

    private async Task<int> SendReceiptsAsync(CancellationToken ct)
    {
        var receipts = journal.Read(s => s.UnreportedDeliveries(ReceiptBatch));
        foreach (var receipt in receipts)
        {
            Failpoint.Pass("delivery.before-receipt");
            await bus.SendWithinAsync(
                Lanes.ExchangeQueue, receipt, options.Limits.PublishDeadline, journal.Clock, ct);
            Failpoint.Pass("delivery.after-receipt");
            await journal.WriteAsync(
                "receipted", s => s.DeliveryReported(receipt, journal.Clock.GetUtcNow()), ct);
        }
        return receipts.Count;
    }

    [LoggerMessage(EventId = 2407, Level = LogLevel.Warning,
        Message = "{Count} deliveries wait for channel {From}, which is configured no more; they go to {To}")]
    private static partial void LogOrphans(ILogger logger, long count, string from, string to);

    [LoggerMessage(EventId = 2401, Level = LogLevel.Warning,
        Message = "Receipts of deliveries cannot be sent ({Kind}); they wait in the journal")]
    private static partial void LogReceiptsWait(ILogger logger, string kind);
}
