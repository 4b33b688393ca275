using IntegrationHub.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>
/// Learns of search parameters that clients stored, and does the pieces of index jobs. Every exchange runs it; a piece
/// is one transaction of one of them.
/// </summary>
internal sealed partial class IndexWatch(HubDb db, ILogger<IndexWatch> log) : BackgroundService
{
    /// <summary>Well below <see cref="CustomSearch.RefreshWithin"/>.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    /// <summary>Does everything there is to do now.</summary>
    public async Task RunOnceAsync(CancellationToken ct)
    {
        await using (var reader = await db.ReadAsync(ct))
            await CustomSearch.LoadAsync(reader, ct);
        while (await IndexJobs.StepAsync(db, ct))
            LogStep(log);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
#pragma warning disable CA1031 // the jobs stay in the database and go on later
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogPaused(log, e);
            }
        }
    }

    [LoggerMessage(EventId = 3504, Level = LogLevel.Debug, Message = "A piece of an index job is done")]
    private static partial void LogStep(ILogger logger);

    [LoggerMessage(EventId = 3505, Level = LogLevel.Warning, Message = "Index jobs paused")]
    private static partial void LogPaused(ILogger logger, Exception e);
}
