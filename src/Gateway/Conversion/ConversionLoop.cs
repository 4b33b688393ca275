using System.Collections.Concurrent;
using System.Threading.Channels;
using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Relay;
using IntegrationHub.Store.Journal;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Conversion;

/// <summary>
/// Converts what was journalled. Streams go side by side, a stream always through the same worker. The hand-over from
/// intake is only a hint: the journal knows what waits, and whatever is not in hand is found there.
/// </summary>
internal sealed partial class ConversionLoop(
    GatewayJournal journal, MessageConverter converter, OutboxRelay relay, MessageFates fates, ILogger<ConversionLoop> log)
    : IDisposable
{
    private const int HandLimit = 1_024;
    private const int Together = 16;
    private const int SweepPage = 256;
    private const int HandBytes = 32 * 1024; // larger messages are left in the journal until it is their turn

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<(Guid, int), byte> inHand = new();
    private readonly Signal behind = new();
    private readonly Channel<ToConvert>[] workers = [.. Enumerable.Range(0, Math.Max(2, Environment.ProcessorCount))
        .Select(_ => Channel.CreateBounded<ToConvert>(HandLimit))];

    /// <summary>A message was just committed. When the hands are full it waits in the journal.</summary>
    public void Offer(ToConvert message)
    {
        if (!inHand.TryAdd((message.Id, message.Attempt), 0))
            return;
        var light = message.Raw is { Length: <= HandBytes } ? message : message with { Raw = null };
        if (WorkerOf(message).Writer.TryWrite(light))
            return;
        inHand.TryRemove((message.Id, message.Attempt), out _);
        behind.Wake();
    }

    /// <summary>Something waits in the journal, e.g. a replay.</summary>
    public void Wake() => behind.Wake();

    /// <summary>Converts until stopped.</summary>
    public Task RunAsync(CancellationToken ct) =>
        Task.WhenAll([SweepAsync(ct), .. workers.Select(w => WorkAsync(w.Reader, ct))]);

    public void Dispose() => behind.Dispose();

    private Channel<ToConvert> WorkerOf(ToConvert message) =>
        workers[(uint)string.GetHashCode(message.StreamKey, StringComparison.Ordinal) % workers.Length];

    /// <summary>
    /// Takes from the journal what no hand holds: at start, when intake was faster, and after a fault.
    /// </summary>
    private async Task SweepAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await SweepOnceAsync(ct);
                await behind.WaitAsync(Look, journal.Clock, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                LogFault(log, e);
                await Task.Delay(Pause, journal.Clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SweepOnceAsync(CancellationToken ct)
    {
        long after = 0;
        IReadOnlyList<ToConvert> page;
        do
        {
            var from = after;
            page = journal.Read(s => s.WaitingForConversion(from, SweepPage));
            foreach (var message in page)
            {
                after = message.Seq;
                if (inHand.TryAdd((message.Id, message.Attempt), 0))
                    await WorkerOf(message).Writer.WriteAsync(message, ct);
            }
        }
        while (page.Count == SweepPage);
    }

    private async Task WorkAsync(ChannelReader<ToConvert> reader, CancellationToken ct)
    {
        var batch = new List<ToConvert>();
        while (await reader.WaitToReadAsync(ct).ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < Together && reader.TryRead(out var message))
            {
                batch.Add(message.Raw is null ? journal.Read(s => s.WithBytes(message)) : message);
                if (batch[^1].Raw is { Length: > HandBytes })
                    break;
            }
            await ConvertAsync(batch, ct);
        }
    }

    private async Task ConvertAsync(List<ToConvert> batch, CancellationToken ct)
    {
        try
        {
            var results = batch.ConvertAll(converter.Convert);
            await journal.WriteAsync("convert", s => Keep(s, results), ct);
            Failpoint.Pass("convert.after");
            for (var i = 0; i < results.Count; i++)
                Tell(batch[i], results[i]);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            LogFault(log, e); // the journal was not to be written: the rows still wait there
            await Task.Delay(Pause, journal.Clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            behind.Wake();
        }
        finally
        {
            foreach (var message in batch)
                inHand.TryRemove((message.Id, message.Attempt), out _);
        }
        relay.Wake();
    }

    private void Keep(JournalSession session, List<ConversionResult> results)
    {
        var now = journal.Clock.GetUtcNow();
        foreach (var result in results)
            session.Converted(result, now);
    }

    private void Tell(ToConvert message, ConversionResult result)
    {
        if (result.BundleJson is not null)
        {
            fates.Converted(message.Id);
            return;
        }
        fates.Dead(message.Id, result.Errors);
        LogDead(log, message.Id, message.Channel, result.Errors[0].Code);
    }

    [LoggerMessage(EventId = 2201, Level = LogLevel.Warning,
        Message = "Message {Id} of channel {Channel} cannot be converted ({Code}): it is a dead letter")]
    private static partial void LogDead(ILogger logger, Guid id, string channel, HubErrorCode code);

    [LoggerMessage(EventId = 2202, Level = LogLevel.Error, Message = "Conversion stumbled and goes on")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
