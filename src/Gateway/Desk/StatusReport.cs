using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Bus;
using IntegrationHub.Store.Journal;

namespace IntegrationHub.Gateway.Desk;

/// <summary>Tells the exchange every two seconds how the gateway is. Only the newest counts; a lost one is no harm.</summary>
internal sealed class StatusReport(
    GatewayJournal journal, GatewayOptions options, IHubBus bus, ChannelDesk channels, TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await bus.SendAsync(Lanes.ExchangeQueue, Now(), ct).WaitAsync(Every * 2, clock, ct);
            }
            catch (Exception) when (!ct.IsCancellationRequested)
            {
                // The relay reports a broker that is away; the next status tells everything anew.
            }
            await Task.Delay(Every, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The status at this moment.</summary>
    public GatewayStatus Now()
    {
        var now = clock.GetUtcNow();
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
