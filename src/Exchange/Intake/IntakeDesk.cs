using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>
/// Takes messages from the lanes and from the parking place, and answers their gateways after the commit.
/// </summary>
internal sealed partial class IntakeDesk(
    IntakeLedger ledger, PostRoom post, ParkedMessages parked, Patience patience, ILogger<IntakeDesk> log)
{
    private const int ParkedLimit = 64;

    /// <summary>
    /// Returns when every message is stored, refused, parked or blocked. While the database is away it waits: no
    /// message
    /// becomes a dead letter because of an outage.
    /// </summary>
    public async Task TakeAsync(IReadOnlyList<IntakeItem> items, CancellationToken ct)
    {
        for (var batch = items; batch.Count > 0;)
        {
            await TakeBatchAsync(batch, ct);
            string[] streams = [.. batch.Select(i => i.StreamKey).Distinct(StringComparer.Ordinal)];
            batch = await patience.RunAsync(() => parked.ReadyAsync(streams, ParkedLimit, ct), ct);
        }
    }

    /// <summary>Applies whatever of a stream is parked and in line.</summary>
    public async Task ResumeAsync(IReadOnlyCollection<string> streams, CancellationToken ct) =>
        await TakeAsync(await parked.ReadyAsync(streams, ParkedLimit, ct), ct);

    private async Task TakeBatchAsync(IReadOnlyList<IntakeItem> items, CancellationToken ct)
    {
        try
        {
            if (items.Count > 1)
            {
                await CommitAsync(items, ct);
                return;
            }
        }
#pragma warning disable CA1031 // whatever went wrong, the messages are tried one by one: only the faulty one suffers
        catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogSplit(log, e, items.Count);
        }

        foreach (var item in items.OrderBy(i => i.StreamSeq))
            await TakeOneAsync(item, ct);
    }

    private async Task TakeOneAsync(IntakeItem item, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await patience.RunAsync(() => CommitAsync([item], ct), ct);
                return;
            }
#pragma warning disable CA1031 // an unexpected fault of this message: counted, and the end of it at the limit
            catch (Exception e) when (!ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (await patience.RunAsync(() => ledger.FailAsync(item, e, ct), ct) is not { } receipts)
                    continue;
                LogPoison(log, e, item.MessageId);
                await post.AnswerAsync(receipts, ct);
                return;
            }
        }
    }

    private async Task<IntakeResult> CommitAsync(IReadOnlyList<IntakeItem> items, CancellationToken ct)
    {
        var result = await ledger.CommitAsync(items, ct);
        await post.AnswerAsync(result.Receipts, ct);
        if (result.Deliveries > 0)
            post.WakeRelay();
        return result;
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Warning,
        Message = "A batch of {Count} failed; trying its messages one by one")]
    private static partial void LogSplit(ILogger logger, Exception e, int count);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Error,
        Message = "Message {MessageId} cannot be applied; it is a dead letter now")]
    private static partial void LogPoison(ILogger logger, Exception e, Guid messageId);
}
