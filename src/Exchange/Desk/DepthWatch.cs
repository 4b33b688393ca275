using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>Counts depths now and then, so that scraping the metrics never waits for the database.</summary>
internal sealed partial class DepthWatch(ExchangeDesk desk, ExchangeMeter meter, ILogger<DepthWatch> log) : BackgroundService
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Poll);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                meter.Depths(await desk.StatusAsync(stoppingToken));
            }
#pragma warning disable CA1031 // figures are late, nothing else
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(log, e);
            }
        }
    }

    [LoggerMessage(EventId = 3602, Level = LogLevel.Warning, Message = "Depths could not be counted")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
