using IntegrationHub.Store;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>Messages that wait in the database for an earlier number of their stream.</summary>
internal sealed partial class ParkedMessages(HubDb db, ILogger<ParkedMessages> log)
{
    // Streams among the given ones where the number in line is parked: its first messages, in order.
    private const string Ready = """
        select p.stream_key, p.stream_seq, p.message_id, p.kind, p.body, p.parked_at
          from parked p join stream s on s.stream_key = p.stream_key
         where p.stream_key = any(@keys)
           and s.blocked_since is null
           and exists (select 1 from parked f
                        where f.stream_key = p.stream_key and f.stream_seq <= s.last_applied + 1)
         order by p.stream_key, p.stream_seq
         limit @limit
        """;

    private const string Head = """
        select stream_key, stream_seq, message_id, kind, body, parked_at from parked where message_id = @message
        """;

    /// <summary>What can be applied now in these streams; empty when nothing waits for its turn.</summary>
    public async Task<IReadOnlyList<IntakeItem>> ReadyAsync(
        IReadOnlyCollection<string> streams, int limit, CancellationToken ct)
    {
        IReadOnlyList<ParkedMessage> rows;
        await using (var reader = await db.ReadAsync(ct))
            rows = await reader.QueryAsync(
                Ready, ParkedMessage.ReadFrom(reader), ct, ("@keys", streams.ToArray()), ("@limit", limit));
        foreach (var damaged in rows.Where(r => r.Damage.Count > 0))
            await DropAsync(damaged, ct);
        return [.. rows.Where(r => r.Damage.Count == 0).Select(IntakeItem.Of)];
    }

    // It has no receipt yet, so its gateway sends it again.
    private async Task DropAsync(ParkedMessage damaged, CancellationToken ct)
    {
        await db.RunAsync((tx, stop) => Parked.DropAsync(tx, damaged, stop), ct);
        LogDropped(log, damaged.MessageId, damaged.Damage[0].Text);
    }

    /// <summary>One parked message; null when it is not parked.</summary>
    public static async Task<IntakeItem?> FindAsync(HubReader reader, Guid messageId, CancellationToken ct) =>
        await reader.QuerySingleOrDefaultAsync(
            Head, ParkedMessage.ReadFrom(reader), ct, ("@message", messageId)) is { Damage.Count: 0 } row
            ? IntakeItem.Of(row)
            : null;

    [LoggerMessage(EventId = 5610, Level = LogLevel.Error,
        Message = "The waiting message {MessageId} does not open and was dropped; its gateway sends it again. {Why}")]
    private static partial void LogDropped(ILogger logger, Guid messageId, string why);
}
