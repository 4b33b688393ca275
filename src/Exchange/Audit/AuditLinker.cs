using System.Globalization;
using IntegrationHub.Store;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>
/// Makes links of what was written, sets the anchors of the days, and lets go what is past its retention. Every exchange
/// runs it; one at a time gets the head of the chain.
/// </summary>
internal sealed partial class AuditLinker(
    HubDb db, AuditTrail trail, ExchangeOptions options, TimeProvider clock, ILogger<AuditLinker> log)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan MarkEvery = TimeSpan.FromHours(1);

    private readonly AuditChain chain = new(db, clock);
    private DateTime anchoredOn;
    private DateTimeOffset markedAt;
    private long markedSeq;

    /// <summary>Links everything that is there now and keeps anchors and marks.</summary>
    internal async Task<AuditHead> RunOnceAsync(CancellationToken ct)
    {
        await AnchorAsync(ct);
        AuditRound round;
        do
            round = await chain.LinkAsync(sweep: false, ct);
        while (round.Linked == AuditChain.RoundLimit);
        if (round.Linked is not null && clock.GetUtcNow() - markedAt >= MarkEvery)
            Mark(round.Head);
        return round.Head;
    }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        // Hosted services start after ExchangeStart has brought the schema up to date.
        await trail.WriteAsync([AuditEvents.OfNode(AuditEvents.NodeStarted, clock)], cancellationToken);
        await ConfigurationAsync(cancellationToken);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The last word of this run, when everything else has stopped.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await trail.WriteAsync([AuditEvents.OfNode(AuditEvents.NodeStopped, clock)], cancellationToken);
            Mark(await RunOnceAsync(cancellationToken));
        }
#pragma warning disable CA1031 // the process ends all the same; verification tells that the last word is missing
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogPaused(log, e);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Audit.LinkEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
#pragma warning disable CA1031 // the linker outlives every outage; blocks wait for it
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogPaused(log, e);
            }
        }
    }

    // Before the first link of a new day the chain still ends where the day before ended.
    private async Task AnchorAsync(CancellationToken ct)
    {
        var today = clock.GetUtcNow().UtcDateTime.Date;
        if (anchoredOn == today)
            return;
        var yesterday = today.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var anchor = await db.RunAsync(
            async (tx, stop) => await AuditChain.HeadAsync(tx, stop) is { Seq: > 0 } head
                && new AuditAnchor(yesterday, head.Seq, head.Hash) is var made
                && await AuditAnchors.AddAsync(tx, made, stop) ? made : null,
            ct);
        anchoredOn = today;
        if (anchor is null)
            return;
        var hash = Convert.ToHexStringLower(anchor.Hash);
        LogAnchor(log, anchor.Name, anchor.Seq, hash);
        if (options.Audit.AnchorFile is { } file)
            AnchorFile.Append(file, "anchor", anchor);
        await RetainAsync(ct);
    }

    private async Task RetainAsync(CancellationToken ct)
    {
        var until = clock.GetUtcNow().AddMonths(-options.Audit.KeepMonths);
        if (await new AuditRetention(db, trail, clock).RunAsync(until, ct) is > 0 and var days)
            LogPurged(log, days);
    }

    private void Mark(AuditHead head)
    {
        markedAt = clock.GetUtcNow();
        if (options.Audit.AnchorFile is not { } file || head.Seq == markedSeq)
            return;
        markedSeq = head.Seq;
        AnchorFile.Append(
            file, "mark",
            new(markedAt.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), head.Seq, head.Hash));
    }

    private async Task ConfigurationAsync(CancellationToken ct)
    {
        if (options.Audit.ConfigurationHash is not { } hash)
            return;
        var name = "configuration/" + Environment.MachineName;
        await db.RunAsync(
            async (tx, stop) =>
            {
                var before = await AuditAnchors.SettingAsync(tx, name, stop);
                if (before == hash)
                    return false;
                await AuditAnchors.SetAsync(tx, name, hash, stop);
                await trail.InTransactionAsync(
                    tx,
                    [AuditEvents.OfNode(AuditEvents.Configuration, clock) with
                    {
                        Action = before is null ? 'C' : 'U',
                        Detail = $"{Environment.MachineName}: {before ?? "none"} -> {hash}",
                    }],
                    stop);
                return true;
            },
            ct);
    }

    [LoggerMessage(EventId = 3611, Level = LogLevel.Information,
        Message = "Audit trail anchored: {Day} ends at link {Seq}, hash {Hash}")]
    private static partial void LogAnchor(ILogger logger, string day, long seq, string hash);

    [LoggerMessage(EventId = 3612, Level = LogLevel.Warning, Message = "The audit linker paused")]
    private static partial void LogPaused(ILogger logger, Exception e);

    [LoggerMessage(EventId = 3613, Level = LogLevel.Information,
        Message = "{Days} days of the audit trail went at the end of their retention")]
    private static partial void LogPurged(ILogger logger, int days);
}
