using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>A receipt and the gateway that wants it.</summary>
internal sealed record AddressedReceipt(string Gateway, MessageReceipt Receipt);

/// <summary>What one intake transaction did.</summary>
/// <param name="Receipts">To be sent after the commit.</param>
/// <param name="Deliveries">How many outbox rows it added.</param>
internal sealed record IntakeResult(IReadOnlyList<AddressedReceipt> Receipts, int Deliveries);

/// <summary>
/// One database transaction over a batch: streams locked, inbox read, messages applied in order, inbox, outbox and dead
/// letters written. One instance per run; a transaction that is run again starts with a new one.
/// </summary>
internal sealed class IntakeTransaction(
    HubTransaction tx, MessageApplication application, IAuditTrail trail, ExchangeMeter meter, DateTimeOffset now)
{
    private const string Mark = "savepoint message";
    private const string Undo = "rollback to savepoint message";

    private readonly Dictionary<Guid, InboxRow> decided = [];
    private readonly List<InboxRow> rows = [];
    private readonly List<AddressedReceipt> receipts = [];
    private readonly List<NewDelivery> deliveries = [];
    private readonly List<AuditEntry> lines = [];

    public async Task<IntakeResult> RunAsync(IReadOnlyList<IntakeItem> items, CancellationToken ct)
    {
        string[] keys = [.. items.Select(i => i.StreamKey).Distinct(StringComparer.Ordinal)];
        var streams = await Streams.LockAsync(tx, keys, ct); // first: whoever decided on a message has committed now
        foreach (var (id, row) in await Inbox.KnownAsync(tx, [.. items.Select(i => i.MessageId).Distinct()], ct))
            decided[id] = row;

        foreach (var stream in items.GroupBy(i => i.StreamKey, StringComparer.Ordinal))
        {
            var inOrder = stream.OrderBy(i => i.StreamSeq).ThenByDescending(i => i.Attempt);
            await RunStreamAsync(streams[stream.Key], inOrder, ct);
        }

        if (rows.Count > 0)
            await Inbox.AddAsync(tx, rows, ct);
        await trail.InTransactionAsync(tx, lines, ct);
        if (deliveries.Count > 0) // last: transactions that tell the same member wait from here to the commit
            await Outbox.AddAsync(tx, deliveries, ct);
        return new IntakeResult(receipts, deliveries.Count);
    }

    private async Task RunStreamAsync(StreamRow stream, IEnumerable<IntakeItem> items, CancellationToken ct)
    {
        var last = stream.LastApplied;
        var wasParked = false;
        foreach (var item in items)
        {
            var known = decided.GetValueOrDefault(item.MessageId);
            var blocked = stream.BlockedSince is not null;
            switch (IntakeRule.Decide(item.StreamSeq, item.Attempt, last, blocked, known?.Outcome, known?.Attempt ?? 0))
            {
                case IntakeVerdict.Answer:
                    Answer(item, known!);
                    meter.Message("again", known!.Member);
                    if (item.StreamSeq == last + 1)
                        last = item.StreamSeq; // decided on under another number: nobody shall wait for this one
                    break;
                case IntakeVerdict.Park when !item.WasParked:
                    await Parked.AddAsync(
                        tx, item.StreamKey, item.StreamSeq, item.MessageId, item.Kind, item.Body(), ct);
                    meter.Message("parked", item.Message?.Member ?? "");
                    break;
                case IntakeVerdict.Apply:
                    await ApplyAsync(item, known, ct);
                    last = Math.Max(last, item.StreamSeq);
                    break;
            }

            wasParked |= item.WasParked;
        }

        if (last > stream.LastApplied)
            await Streams.AdvanceAsync(tx, stream.StreamKey, last, ct);
        if (wasParked)
            await Parked.DropPassedAsync(tx, stream.StreamKey, last, ct);
    }

    private async Task ApplyAsync(IntakeItem item, InboxRow? before, CancellationToken ct)
    {
        Failpoint.Pass("exchange.before-apply");
        if (item.Message is null)
        {
            Decide(item, InboxOutcome.Skipped, []);
            return;
        }

        await tx.ExecuteAsync(Mark, ct);
        var written = new MessageAudit(item, now);
        var applied = await application.ApplyAsync(tx, item.Message, written, ct);
        if (applied.TryGet(out var notices, out var errors))
        {
            deliveries.AddRange(notices);
            Decide(item, InboxOutcome.Stored, []);
            lines.Add(written.Stored());
            meter.StoredAge(now - item.Message.ReceivedAt);
            if (before is not null || item.Attempt > 1 || item.WasParked)
                await DeadLetters.ResolveAsync(tx, item.MessageId, item.Attempt, "replay", "replayed", ct);
        }
        else
        {
            await tx.ExecuteAsync(Undo, ct);
            await DeadLetters.AddAsync(tx, item.Dead("refused", now, errors), ct);
            Decide(item, InboxOutcome.Refused, errors);
            lines.Add(MessageAudit.Refused(item, now));
        }

        Failpoint.Pass("exchange.after-apply");
    }

    private void Decide(IntakeItem item, InboxOutcome outcome, IReadOnlyList<HubError> errors)
    {
        var row = item.Row(outcome, now, errors);
        rows.RemoveAll(r => r.MessageId == item.MessageId); // a later attempt of the same batch replaced a refusal
        rows.Add(row);
        decided[item.MessageId] = row;
        Answer(item, row);
        meter.Message(Name(outcome), row.Member);
    }

    private void Answer(IntakeItem item, InboxRow row) => receipts.Add(new(item.Gateway, new MessageReceipt
    {
        MessageId = row.MessageId,
        Attempt = row.Attempt,
        Outcome = row.Outcome == InboxOutcome.Refused ? ReceiptOutcome.Refused : ReceiptOutcome.Stored,
        Errors = row.Errors,
        At = row.AppliedAt,
    }));

    private static string Name(InboxOutcome outcome) => outcome switch
    {
        InboxOutcome.Stored => "stored",
        InboxOutcome.Refused => "refused",
        _ => "skipped",
    };
}
