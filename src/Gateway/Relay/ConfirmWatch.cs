using IntegrationHub.Gateway.Bus;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Relay;

/// <summary>
/// Notices that publishes are tried and none is confirmed. RabbitMQ.Client 7.2.2 can stay stuck after a frozen broker
/// came back (RELIABILITY finding 1): then only a new connection helps.
/// </summary>
internal sealed partial class ConfirmWatch(
    GatewayLimits limits, TimeProvider clock, IEnumerable<IBusWatch> bus, ILogger<ConfirmWatch> log)
{
    private readonly Lock gate = new();
    private DateTimeOffset? silentSince;

    /// <summary>A publish begins.</summary>
    public void Tried()
    {
        lock (gate)
            silentSince ??= clock.GetUtcNow();
    }

    /// <summary>A publish was confirmed: the connection is alive.</summary>
    public void Confirmed()
    {
        lock (gate)
            silentSince = null;
    }

    /// <summary>A publish failed: after too long a silence the connection is dropped.</summary>
    public async Task FailedAsync(CancellationToken ct)
    {
        TimeSpan silence;
        lock (gate)
        {
            var now = clock.GetUtcNow();
            silence = now - (silentSince ??= now);
            if (silence < limits.ConfirmSilence)
                return;
            silentSince = now; // the new connection gets as long again
        }
        LogSilence(log, (int)silence.TotalSeconds);
        foreach (var watch in bus)
            await watch.RestartAsync($"No publish was confirmed for {(int)silence.TotalSeconds} s", ct);
    }

    [LoggerMessage(EventId = 2301, Level = LogLevel.Warning,
        Message = "No publish was confirmed for {Seconds} s: the connection to the broker is dropped")]
    private static partial void LogSilence(ILogger logger, int seconds);
}
