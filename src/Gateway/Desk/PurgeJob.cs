using IntegrationHub.Store.Journal;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Desk;

/// <summary>Forgets stored messages and acknowledged deliveries after the retention time, in small steps.</summary>
internal sealed partial class PurgeJob(GatewayJournal journal, GatewayOptions options, ILogger<PurgeJob> log)
{
    private const int Step = 200;

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(Every, journal.Clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!ct.IsCancellationRequested)
                    await PurgeAsync(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                LogFailed(log, e.GetType().Name);
            }
        }
    }

    private async Task PurgeAsync(CancellationToken ct)
    {
        var before = journal.Clock.GetUtcNow() - options.Limits.Retention;
        var (total, removed) = (0, Step);
        while (removed > 0)
        {
            removed = await journal.WriteAsync("purge", s => s.Purge(before, Step), ct);
            total += removed;
        }
        if (total > 0)
            LogPurged(log, total);
    }

    [LoggerMessage(EventId = 2502, Level = LogLevel.Information, Message = "Forgot {Count} finished messages and deliveries")]
    private static partial void LogPurged(ILogger logger, int count);

    [LoggerMessage(EventId = 2503, Level = LogLevel.Warning, Message = "Old messages could not be forgotten ({Kind})")]
    private static partial void LogFailed(ILogger logger, string kind);
}
