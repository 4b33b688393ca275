using IntegrationHub.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>Lets tokens be remembered only while this process hears at once when one is revoked.</summary>
internal sealed partial class RevocationWatch(
    HubDb db, ClientTokens tokens, TimeProvider clock, ILogger<RevocationWatch> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await db.ListenForRevocationsAsync(tokens.Heard, stoppingToken);
            }
#pragma warning disable CA1031 // until it listens again every request asks the database
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogDeaf(log, e);
                await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(EventId = 3506, Level = LogLevel.Warning,
        Message = "Revoked tokens are not heard of; every request asks the database until they are")]
    private static partial void LogDeaf(ILogger logger, Exception e);
}
