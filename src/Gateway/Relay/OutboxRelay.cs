using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Bus;
using IntegrationHub.Store.Journal;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Relay;

/// <summary>
/// Publishes what the journal holds: claim, publish, mark by fence. Rows of one stream go one after the other, streams
/// go side by side. A row without a receipt comes due again, so nothing depends on the transport being durable.
/// </summary>
internal sealed partial class OutboxRelay(
    GatewayJournal journal, GatewayOptions options, IHubBus bus, ConfirmWatch watch, ILogger<OutboxRelay> log)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1); // for retries that come due
    private static readonly TimeSpan PauseFirst = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PauseMost = TimeSpan.FromSeconds(5);

    private readonly Dictionary<Urgency, Signal> wakes = Enum.GetValues<Urgency>().ToDictionary(u => u, _ => new Signal());
    private bool failing;
    private bool crowded;
    private long countedAt;

    private GatewayLimits Limits => options.Limits;

    private TimeProvider Clock => journal.Clock;

    /// <summary>There may be something to publish.</summary>
    public void Wake()
    {
        foreach (var wake in wakes.Values)
            wake.Wake();
    }

    /// <summary>
    /// Publishes rows of one urgency until stopped: urgent ones never wait behind a batch of routine ones.
    /// </summary>
    public async Task RunAsync(Urgency urgency, CancellationToken ct)
    {
        var failures = 0;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var (due, sent) = await PublishDueAsync(urgency, ct);
                failures = due > 0 && sent == 0 ? failures + 1 : 0;
                if (failures > 0)
                    await Task.Delay(Backoff.After(failures, PauseFirst, PauseMost), Clock, ct);
                else if (due == 0)
                    await wakes[urgency].WaitAsync(Look, Clock, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                LogFault(log, e);
                await Task.Delay(PauseMost, Clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <returns>Rows that were due, and those of them that need no further look now.</returns>
    private async Task<(int Due, int Settled)> PublishDueAsync(Urgency urgency, CancellationToken ct)
    {
        // Three deadlines fit into a lease, so that a stream's rows are published before anybody else may claim them.
        var wanted = new ClaimRequest(
            options.Name, urgency, Clock.GetUtcNow(), Limits.PublishDeadline * 3, Limits.RelayBatch, IsCrowded());
        var (claims, deferred) = await journal.WriteAsync("claim", s => s.ClaimOutbox(wanted), ct);
        if (claims.Count == 0)
            return (deferred, deferred);
        var until = Clock.GetUtcNow() + Limits.PublishDeadline;
        var sent = await Task.WhenAll(claims.GroupBy(c => c.StreamKey).Select(
            g => PublishStreamAsync(g.OrderBy(c => c.StreamSeq), until, ct)));
        var confirmed = sent.SelectMany(s => s.Confirmed).ToHashSet();
        var failed = sent.Select(s => s.Failed).OfType<long>().ToHashSet();
        await journal.WriteAsync("mark", s => Mark(s, claims, confirmed, failed), CancellationToken.None);
        Failpoint.Pass("relay.after-mark");
        return (claims.Count + deferred, confirmed.Count + deferred);
    }

    /// <summary>Counted once a second: with so much on its way, sending again is not the cure.</summary>
    private bool IsCrowded()
    {
        var now = Clock.GetTimestamp();
        if (countedAt == 0 || Clock.GetElapsedTime(countedAt, now) >= Look)
            (countedAt, crowded) = (now, journal.Read(s => s.PendingOutbox()).Count > Limits.ReceiptCrowd);
        return crowded;
    }

    private void Mark(
        JournalSession session, IReadOnlyList<OutboxClaim> claims, HashSet<long> confirmed, HashSet<long> failed)
    {
        var now = Clock.GetUtcNow();
        foreach (var claim in claims)
        {
            if (confirmed.Contains(claim.Seq))
                session.Sent(claim, now, sends => Backoff.After(sends, Limits.ReceiptFirst, Limits.ReceiptMost));
            else // when others got through, the broker is there and this one has a trouble of its own: it waits alone
                session.Unsent(claim, confirmed.Count > 0 && failed.Contains(claim.Seq) ? now + PauseMost : null);
        }
    }

    /// <summary>Stops at the first that is not confirmed: what follows in its stream must not overtake it.</summary>
    private async Task<(List<long> Confirmed, long? Failed)> PublishStreamAsync(
        IEnumerable<OutboxClaim> claims, DateTimeOffset until, CancellationToken ct)
    {
        var confirmed = new List<long>();
        foreach (var claim in claims)
        {
            if (Clock.GetUtcNow() > until)
                break;
            if (!await PublishAsync(claim, ct))
                return (confirmed, claim.Seq);
            confirmed.Add(claim.Seq);
        }
        return (confirmed, null);
    }

    private async Task<bool> PublishAsync(OutboxClaim claim, CancellationToken ct)
    {
        watch.Tried();
        try
        {
            Failpoint.Pass("relay.before-publish");
            await (claim.Message is { } message
                ? bus.SendWithinAsync(claim.Lane, message, Limits.PublishDeadline, Clock, ct)
                : bus.SendWithinAsync(claim.Lane, claim.Tombstone!, Limits.PublishDeadline, Clock, ct));
            Failpoint.Pass("relay.after-confirm");
            watch.Confirmed();
            Recovered();
            return true;
        }
        catch (Exception e)
        {
            if (!ct.IsCancellationRequested)
            {
                Failing(e);
                await watch.FailedAsync(ct);
            }
            return false; // also at a stop: what was confirmed before is still marked
        }
    }

    private void Recovered()
    {
        if (failing)
            LogRecovered(log);
        failing = false;
    }

    private void Failing(Exception e)
    {
        if (!failing)
            LogFailing(log, e.GetType().Name);
        failing = true;
    }

    [LoggerMessage(EventId = 2302, Level = LogLevel.Warning,
        Message = "Publishing fails ({Kind}); messages wait in the journal and are still acknowledged")]
    private static partial void LogFailing(ILogger logger, string kind);

    [LoggerMessage(EventId = 2303, Level = LogLevel.Information, Message = "Publishing works again")]
    private static partial void LogRecovered(ILogger logger);

    [LoggerMessage(EventId = 2304, Level = LogLevel.Error, Message = "The relay stumbled and goes on")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
