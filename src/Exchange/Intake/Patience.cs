using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>
/// Waits while the database is away. Consumers that wait take nothing more from the bus: that is the back-pressure.
/// </summary>
internal sealed partial class Patience(TimeProvider clock, ILogger<Patience> log)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    /// <summary>Runs the work until it ends otherwise than by an outage.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                return await work();
            }
            catch (Exception e) when (Outage.Is(e) && !ct.IsCancellationRequested)
            {
                LogOutage(log, e, wait.TotalSeconds);
                await Task.Delay(wait, clock, ct);
            }
        }
    }

    [LoggerMessage(EventId = 3102, Level = LogLevel.Warning,
        Message = "The database is away; trying again in {Seconds} s")]
    private static partial void LogOutage(ILogger logger, Exception e, double seconds);
}
