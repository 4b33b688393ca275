using IntegrationHub.Contracts;

namespace IntegrationHub.Store;

/// <summary>Where is message X? The exchange's part of the answer; ids and states only.</summary>
public static class Traces
{
    private const string Place = "exchange";

    private const string Delivery = $"select {DeliveryState.Columns} from outbox where delivery_id = @id";

    private const string CausedBy = $"""
        select {DeliveryState.Columns} from outbox where caused_by = @id order by recipient, seq
        """;

    private const string Waits = "select stream_seq, parked_at from parked where message_id = @id";

    /// <summary>Steps of a message at the exchange, oldest first; empty when it never came.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="id">A message id, or the id of a delivery.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<IReadOnlyList<TraceStep>> OfAsync(HubReader reader, Guid id, CancellationToken ct)
    {
        var delivery = await reader.QuerySingleOrDefaultAsync(Delivery, DeliveryState.Read, ct, ("@id", id));
        var message = delivery?.CausedBy ?? id;
        var steps = new List<TraceStep>();
        steps.AddRange(await reader.QueryAsync(
            Waits, r => new TraceStep(r.Instant(1), Place, "parked", $"waits for numbers before {r.GetInt64(0)}"), ct,
            ("@id", message)));
        foreach (var row in (await Inbox.KnownAsync(reader, [message], ct)).Values)
            steps.Add(Decided(row));
        foreach (var letter in await DeadLetters.OfMessageAsync(reader, message, ct))
            steps.AddRange(Died(letter));
        foreach (var caused in await DeliveriesAsync(reader, message, ct))
            steps.AddRange(Told(caused));
        return [.. steps.OrderBy(s => s.At)];
    }

    /// <summary>Deliveries a message caused, by recipient and number.</summary>
    public static Task<IReadOnlyList<DeliveryState>> DeliveriesAsync(
        HubReader reader, Guid causedBy, CancellationToken ct) =>
        reader.QueryAsync(CausedBy, DeliveryState.Read, ct, ("@id", causedBy));

    private static TraceStep Decided(InboxRow row) => new(
        row.AppliedAt, Place, Lower(row.Outcome), row.Errors.Count == 0
            ? $"attempt {row.Attempt}"
            : $"attempt {row.Attempt}: {string.Join("; ", row.Errors.Select(e => e.Code))}");

    private static IEnumerable<TraceStep> Died(DeadLetter letter)
    {
        yield return new(
            letter.At, Place, "dead", $"{letter.Stage}: {string.Join("; ", letter.Errors.Select(e => e.Code))}");
        if (letter.ResolvedAt is { } resolved)
            yield return new(resolved, Place, letter.Resolution ?? "resolved", $"by {letter.ResolvedBy}");
    }

    private static IEnumerable<TraceStep> Told(DeliveryState delivery)
    {
        var note = $"{delivery.Kind} {delivery.DeliveryId} to {delivery.Recipient}, number {delivery.Seq}";
        yield return new(delivery.CreatedAt, Place, "queued", note);
        if (delivery.SentAt is { } sent && delivery.Sends > 0)
            yield return new(sent, Place, "published", note);
        if (delivery.ReceiptAt is { } receipt && delivery.Outcome is { } outcome)
            yield return new(
                receipt, $"member:{delivery.Recipient}", Lower(outcome), $"{note} {delivery.AckCode}".TrimEnd());
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
