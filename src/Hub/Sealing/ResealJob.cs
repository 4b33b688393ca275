using IntegrationHub.Hub.Configuration;
using IntegrationHub.Store;
using IntegrationHub.Store.Journal;

namespace IntegrationHub.Hub.Sealing;

/// <summary>After a start with a new key: seals what older keys sealed anew, in the background and in small steps.</summary>
internal sealed partial class ResealJob(
    HubConfiguration configuration, IServiceProvider services, TimeProvider clock, ILogger<ResealJob> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration.Settings.Keys.Sealer.ActiveKey is not { } key)
            return;
        await Task.Yield();
        var done = false;
        while (!done && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (services.GetService<GatewayJournal>() is { } journal)
                    Say("journal", await ResealWork.JournalAsync(journal, Pause, stoppingToken), key);
                if (services.GetService<HubDb>() is { } db)
                    Say("exchange", await ResealWork.ExchangeAsync(db, clock, Pause, stoppingToken), key);
                done = true;
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogPaused(log, e.GetType().Name);
                await Task.Delay(Again, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Say(string place, long renewed, string key)
    {
        if (renewed > 0)
            LogDone(log, place, renewed, key);
    }

    [LoggerMessage(EventId = 5611, Level = LogLevel.Information,
        Message = "Everything in the {Place} is sealed with key {Key} now; {Count} contents were sealed anew")]
    private static partial void LogDone(ILogger logger, string place, long count, string key);

    [LoggerMessage(EventId = 5612, Level = LogLevel.Warning, Message = "Sealing anew paused ({Kind}); it goes on in ten minutes")]
    private static partial void LogPaused(ILogger logger, string kind);
}
