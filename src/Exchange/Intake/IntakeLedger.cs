using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>The database side of the intake: commits batches, counts faults, blocks streams.</summary>
internal sealed class IntakeLedger(
    HubDb db, MessageApplication application, IAuditTrail trail, ExchangeMeter meter, ExchangeOptions options,
    TimeProvider clock)
{
    /// <summary>Applies a batch in one transaction.</summary>
    public async Task<IntakeResult> CommitAsync(IReadOnlyList<IntakeItem> items, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var result = await db.RunAsync(
            (tx, stop) => new IntakeTransaction(tx, application, trail, meter, clock.GetUtcNow()).RunAsync(items, stop), ct);
        meter.Batch(clock.GetElapsedTime(started));
        return result;
    }

    /// <summary>
    /// Counts an unexpected fault of a message. At the limit it becomes a dead letter and its stream stands still; a
    /// message
    /// that nobody waits for (a late replay) is refused instead.
    /// </summary>
    /// <returns>Receipts to send when this was its end; null when it may be tried again.</returns>
    public Task<IReadOnlyList<AddressedReceipt>?> FailAsync(IntakeItem item, Exception fault, CancellationToken ct) =>
        db.RunAsync<IReadOnlyList<AddressedReceipt>?>(
            async (tx, stop) =>
            {
                var stream = (await Streams.LockAsync(tx, [item.StreamKey], stop))[item.StreamKey];
                HubError[] errors = [new(HubErrorCode.Internal, $"The exchange fails on it ({fault.GetType().Name}).")];
                if (item.StreamSeq <= stream.LastApplied)
                    return await RefuseAsync(tx, item, errors, stop);
                if (await Streams.FailAsync(tx, item.StreamKey, stop) < options.PoisonLimit)
                    return null;
                await DeadLetters.AddAsync(tx, item.Dead("blocked", clock.GetUtcNow(), errors), stop);
                await Parked.AddAsync(
                    tx, item.StreamKey, item.StreamSeq, item.MessageId, item.Kind, item.Body(), stop);
                await Streams.BlockAsync(tx, item.StreamKey, item.MessageId, errors[0].Text, stop);
                meter.Message("blocked", item.Message?.Member ?? "");
                return [];
            },
            ct);

    /// <summary>Refuses a message for good: the stream goes on without it.</summary>
    public async Task<IReadOnlyList<AddressedReceipt>> RefuseAsync(
        HubTransaction tx, IntakeItem item, IReadOnlyList<HubError> errors, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await DeadLetters.AddAsync(tx, item.Dead("refused", now, errors), ct);
        await Inbox.AddAsync(tx, [item.Row(InboxOutcome.Refused, now, errors)], ct);
        await Streams.AdvanceAsync(tx, item.StreamKey, item.StreamSeq, ct);
        await trail.InTransactionAsync(tx, [MessageAudit.Refused(item, now)], ct);
        meter.Message("refused", item.Message?.Member ?? "");
        return
        [
            new(item.Gateway, new MessageReceipt
            {
                MessageId = item.MessageId,
                Attempt = item.Attempt,
                Outcome = ReceiptOutcome.Refused,
                Errors = errors,
                At = now,
            }),
        ];
    }
}
