using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Relay;
using IntegrationHub.Store.Journal;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Delivery;

/// <summary>
/// Tells one hospital system what it has to know: in order per order key, with the same bytes at every try, until it
/// acknowledges, refuses for good, or the delivery is too old.
/// </summary>
internal sealed partial class DeliveryLane(
    OutboundChannel channel, GatewayJournal journal, DeliveryWriter writer, DeliveryTools tools) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Signal wake = new();
    private readonly MllpLink link = new(channel, journal.Clock);
    private volatile bool stopped;
    private int unreachable;

    public OutboundChannel Channel => channel;

    /// <summary>Stopped by an operator: deliveries wait.</summary>
    public bool IsStopped => stopped;

    /// <summary>Why nothing goes out now, or null.</summary>
    public string? Problem { get; private set; }

    private TimeProvider Clock => journal.Clock;

    /// <summary>There may be something to deliver.</summary>
    public void Wake() => wake.Wake();

    /// <summary>Stops before the next delivery, or goes on.</summary>
    public void SetStopped(bool stop)
    {
        stopped = stop;
        wake.Wake();
    }

    /// <summary>Delivers until the gateway stops.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (stopped || !await DeliverNextAsync(ct))
                    await wake.WaitAsync(Look, Clock, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                LogFault(tools.Log, channel.Name, e);
                await Task.Delay(Look, Clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        link.Close();
    }

    public void Dispose()
    {
        link.Dispose();
        wake.Dispose();
    }

    private async Task<bool> DeliverNextAsync(CancellationToken ct)
    {
        var due = journal.Read(s => s.NextDelivery(channel.Name, Clock.GetUtcNow(), tools.GapWait));
        if (due is null)
            return false;
        if (due.Damage.Count > 0)
        {
            await EndAsync(due, DeliveryOutcome.Dead, null, due.Damage, null);
            return true;
        }
        if (due.ExpiresAt <= Clock.GetUtcNow())
        {
            await EndAsync(due, DeliveryOutcome.Dead, null, [new(HubErrorCode.ServiceUnreachable,
                $"The system did not take it within {channel.ExpireAfter.TotalHours:0.#} h. Replay when it is back.")],
                null);
            return true;
        }
        var converted = due.Wire is null ? await ConvertAsync(due, ct) : due;
        if (converted is not null)
            await SendAsync(converted, ct);
        return true;
    }

    private async Task<DueDelivery?> ConvertAsync(DueDelivery due, CancellationToken ct)
    {
        if (!writer.Write(due.Request, channel).TryGet(out var made, out var errors))
        {
            await EndAsync(due, DeliveryOutcome.Dead, null, errors, null);
            return null;
        }
        await journal.WriteAsync(
            "delivery-converted",
            s => s.DeliveryConverted(due, channel.Name, made.ControlId, made.Wire, Clock.GetUtcNow()),
            ct);
        return due with { ControlId = made.ControlId, Wire = made.Wire };
    }

    private async Task SendAsync(DueDelivery due, CancellationToken ct)
    {
        try
        {
            Failpoint.Pass("delivery.before-send");
            var answer = await link.ExchangeAsync(due.Wire!, ct);
            Failpoint.Pass("delivery.after-ack");
            (unreachable, Problem) = (0, null);
            await AnsweredAsync(due, answer);
        }
        catch (Exception e) when (e is IOException or TimeoutException)
        {
            await UnreachableAsync(due, e, ct);
        }
    }

    private async Task AnsweredAsync(DueDelivery due, byte[] answer)
    {
        var verdict = DeliveryVerdict.Of(answer, due.ControlId!, due.Refusals, channel);
        if (!verdict.Trusted)
            link.Close();
        switch (verdict.Step)
        {
            case DeliveryStep.Done:
                tools.Metrics.Delivered(channel.Name);
                await EndAsync(due, DeliveryOutcome.Delivered, verdict.AckCode, [], answer);
                break;
            case DeliveryStep.Dead:
                await EndAsync(due, DeliveryOutcome.Dead, verdict.AckCode, verdict.Errors, answer);
                break;
            default:
                LogRefused(tools.Log, channel.Name, due.Request.DeliveryId, verdict.AckCode, due.Refusals + 1);
                await LaterAsync(due, verdict.AckCode, verdict.Errors[0], WaitAfter(due.Refusals + 1), refused: true);
                break;
        }
    }

    /// <summary>
    /// Nobody there: the whole channel waits, so that an absent system is not asked once per delivery.
    /// </summary>
    private async Task UnreachableAsync(DueDelivery due, Exception e, CancellationToken ct)
    {
        unreachable++;
        var wait = WaitAfter(unreachable);
        Problem = e.Message;
        LogUnreachable(tools.Log, channel.Name, e.Message, (int)wait.TotalSeconds);
        await LaterAsync(due, null, new(HubErrorCode.ServiceUnreachable, e.Message), wait, refused: false);
        var until = Clock.GetUtcNow() + wait;
        for (var left = wait; left > TimeSpan.Zero && !stopped && !ct.IsCancellationRequested;
            left = until - Clock.GetUtcNow())
            await wake.WaitAsync(left, Clock, ct);
    }

    private Task LaterAsync(DueDelivery due, string? code, HubError error, TimeSpan wait, bool refused) =>
        journal.WriteAsync(
            "delivery-later",
            s => s.DeliveryLater(due, refused, code, error, Clock.GetUtcNow() + wait),
            CancellationToken.None);

    private async Task EndAsync(
        DueDelivery due, DeliveryOutcome outcome, string? code, IReadOnlyList<HubError> errors, byte[]? ack)
    {
        var receipt = new DeliveryReceipt
        {
            DeliveryId = due.Request.DeliveryId,
            Outcome = outcome,
            AckCode = code,
            Errors = errors,
            At = Clock.GetUtcNow(),
        };
        await journal.WriteAsync(
            "delivery-end", s => s.DeliveryEnded(due.Seq, receipt, ack), CancellationToken.None);
        Failpoint.Pass("delivery.after-mark");
        if (outcome == DeliveryOutcome.Dead)
            LogDead(tools.Log, channel.Name, due.Request.DeliveryId, errors[0].Code);
        tools.Ended.Wake();
    }

    private TimeSpan WaitAfter(int tries) =>
        Backoff.WithJitter(Backoff.After(tries, channel.RetryFirst, channel.RetryMost), Random.Shared.NextDouble());

    [LoggerMessage(EventId = 2403, Level = LogLevel.Warning,
        Message = "Channel {Channel} answered delivery {Id} with {Ack}, for the {Times}. time; it is tried again")]
    private static partial void LogRefused(ILogger logger, string channel, Guid id, string? ack, int times);

    [LoggerMessage(EventId = 2404, Level = LogLevel.Warning,
        Message = "Channel {Channel} is not there ({Why}); next try in {Seconds} s")]
    private static partial void LogUnreachable(ILogger logger, string channel, string why, int seconds);

    [LoggerMessage(EventId = 2405, Level = LogLevel.Warning,
        Message = "Delivery {Id} on channel {Channel} is a dead letter: {Code}")]
    private static partial void LogDead(ILogger logger, string channel, Guid id, HubErrorCode code);

    [LoggerMessage(EventId = 2406, Level = LogLevel.Error, Message = "Delivery on channel {Channel} stumbled and goes on")]
    private static partial void LogFault(ILogger logger, string channel, Exception exception);
}
