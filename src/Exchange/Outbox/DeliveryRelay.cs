using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>
/// Hands outbox rows to the gateways. A row leaves the outbox only by its receipt: sent ones that are not receipted in
/// time are sent again (RELIABILITY F18–F20, F39). Several exchanges may run it at once.
/// </summary>
internal sealed partial class DeliveryRelay(
    HubDb db, IExchangeBus bus, PostRoom post, IAuditTrail trail, TimeProvider clock, ExchangeMeter meter,
    RelayLimits limits, ILogger<DeliveryRelay> log)
    : BackgroundService
{
    /// <summary>Publishes everything that is due now.</summary>
    /// <returns>How many deliveries were confirmed.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var sent = 0;
        while (true)
        {
            var claims = await db.RunAsync(
                (tx, stop) => OutboxRelay.ClaimAsync(tx, limits.Lease, limits.Recipients, limits.PerRecipient, stop),
                ct);
            var confirmed = await Task.WhenAll(claims.Select(c => SendAsync(c, ct)));
            sent += confirmed.Sum();
            if (confirmed.Sum() == 0)
                return sent;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await post.WaitAsync(limits.Poll, stoppingToken);
                await db.RunAsync(
                    (tx, stop) => OutboxRelay.ResendUnreceiptedAsync(tx, limits.ReceiptPatience, limits.Resends, stop),
                    stoppingToken);
                await RunOnceAsync(stoppingToken);
            }
#pragma warning disable CA1031 // the relay outlives every outage; rows stay until they are confirmed and receipted
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(log, e);
            }
        }
    }

    // One after the other: what is confirmed is marked, the first failure ends this claim, the rest waits for the next.
    private async Task<int> SendAsync(OutboxClaim claim, CancellationToken ct)
    {
        var confirmed = new List<Guid>(claim.Deliveries.Count);
        try
        {
            if (limits.GatewayOf(claim.Recipient) is { } gateway)
            {
                foreach (var delivery in claim.Deliveries)
                {
                    Failpoint.Pass("relay.before-send");
                    await bus.SendAsync(Lanes.GatewayQueue(gateway), delivery, ct);
                    Failpoint.Pass("relay.after-send");
                    confirmed.Add(delivery.DeliveryId);
                    meter.Delivery(delivery.Kind.ToString());
                }
            }
        }
#pragma warning disable CA1031 // returned, refused, not confirmed: the row stays and is sent again
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnsent(log, e, claim.Recipient, claim.Deliveries.Count - confirmed.Count);
        }

        return await db.RunAsync((tx, stop) => MarkAsync(tx, claim, confirmed, stop), ct);
    }

    private async Task<int> MarkAsync(
        HubTransaction tx, OutboxClaim claim, List<Guid> confirmed, CancellationToken ct)
    {
        Failpoint.Pass("relay.before-mark");
        var marked = confirmed.Count == 0
            ? 0
            : await OutboxRelay.MarkSentAsync(tx, claim.Recipient, claim.Fence, confirmed, ct);
        if (confirmed.Count == claim.Deliveries.Count) // after a failure the lease runs out: that is the pause
            await OutboxRelay.ReleaseAsync(tx, claim.Recipient, claim.Fence, ct);
        var now = clock.GetUtcNow();
        await trail.InTransactionAsync(
            tx,
            [.. claim.Deliveries.Where(d => confirmed.Contains(d.DeliveryId)).Select(d => DeliveryAudit.Of(d, now))],
            ct);
        return marked;
    }

    [LoggerMessage(EventId = 3401, Level = LogLevel.Warning,
        Message = "{Count} deliveries for {Recipient} could not be sent; they stay in the outbox")]
    private static partial void LogUnsent(ILogger logger, Exception e, string recipient, int count);

    [LoggerMessage(EventId = 3402, Level = LogLevel.Warning, Message = "The outbox relay paused")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
