using IntegrationHub.Contracts;
using IntegrationHub.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>
/// Asks gateways for numbers that later ones have waited for too long, and applies parked messages whose turn came when
/// nobody was looking (an exchange was killed between two commits). Harmless on several exchanges at once.
/// </summary>
internal sealed partial class GapWatch(
    HubDb db, IExchangeBus bus, IntakeDesk intake, ExchangeOptions options, ILogger<GapWatch> log) : BackgroundService
{
    private const int Limit = 200;

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(10);

    /// <summary>One look at the parking place.</summary>
    internal async Task RunOnceAsync(CancellationToken ct)
    {
        IReadOnlyList<ParkedMessage> ready;
        IReadOnlyList<StreamGap> gaps;
        await using (var reader = await db.ReadAsync(ct))
        {
            ready = await Parked.ReadyAsync(reader, Poll, Limit, ct);
            gaps = await Parked.GapsAsync(reader, options.GapPatience, Limit, ct);
        }

        if (ready.Count > 0)
            await intake.ResumeAsync([.. ready.Select(r => r.StreamKey).Distinct()], ct);
        foreach (var gap in gaps)
            await AskAsync(gap, ct);
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
#pragma warning disable CA1031 // the watch outlives every outage
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(log, e);
            }
        }
    }

    private async Task AskAsync(StreamGap gap, CancellationToken ct)
    {
        await using var reader = await db.ReadAsync(ct);
        if (await ParkedMessages.FindAsync(reader, gap.WaitingMessage, ct) is not { } waiting)
            return; // the gap closed meanwhile
        var ask = new ResendRequested { StreamKey = gap.StreamKey, FromSeq = gap.FromSeq, ToSeq = gap.ToSeq };
        await bus.SendAsync(Lanes.GatewayQueue(waiting.Gateway), ask, ct);
        LogAsked(log, waiting.Gateway, gap.ToSeq - gap.FromSeq + 1, gap.WaitingMessage);
    }

    [LoggerMessage(EventId = 3104, Level = LogLevel.Warning,
        Message = "Asked {Gateway} for {Count} missing messages before {MessageId}")]
    private static partial void LogAsked(ILogger logger, string gateway, long count, Guid messageId);

    [LoggerMessage(EventId = 3105, Level = LogLevel.Warning, Message = "The gap watch paused")]
    private static partial void LogFailed(ILogger logger, Exception e);
}
