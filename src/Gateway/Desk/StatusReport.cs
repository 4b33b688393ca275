using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Bus;
using IntegrationHub.Store.Journal;

namespace IntegrationHub.Gateway.Desk;

/// <summary>
/// Tells the exchange every two seconds how the gateway is. Only the newest counts; a lost one is no harm.
/// </summary>
internal sealed class StatusReport(
    GatewayJournal journal, GatewayOptions options, IHubBus bus, ChannelDesk channels, GatewayMetrics metrics)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private TimeProvider Clock => journal.Clock;

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var status = Now();
                metrics.Outbox(status.OutboxPending, status.OutboxOldestSeconds);
                await bus.SendWithinAsync(Lanes.ExchangeQueue, status, Every * 2, Clock, ct);
            }
            catch (Exception) when (!ct.IsCancellationRequested)
            {
                // The relay reports a broker that is away; the next status tells everything anew.
            }
            await Task.Delay(Every, Clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The status at this moment.</summary>
    public GatewayStatus Now()
    {
        var now = Clock.GetUtcNow();
        var (pending, oldest) = journal.Read(s => s.PendingOutbox());
        return new()
        {
            Gateway = options.Name,
            At = now,
            Channels = channels.Statuses(),
            OutboxPending = pending,
            OutboxOldestSeconds = oldest is { } since ? Math.Max(0, (now - since).TotalSeconds) : 0,
        };
    }
}
