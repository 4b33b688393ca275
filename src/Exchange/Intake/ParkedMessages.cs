using System.Data.Common;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Messages that wait in the database for an earlier number of their stream.</summary>
internal sealed class ParkedMessages(HubDb db)
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
        await using var reader = await db.ReadAsync(ct);
        var rows = await reader.QueryAsync(Ready, Read, ct, ("@keys", streams.ToArray()), ("@limit", limit));
        return [.. rows.Select(IntakeItem.Of)];
    }

    /// <summary>One parked message; null when it is not parked.</summary>
    public static async Task<IntakeItem?> FindAsync(HubReader reader, Guid messageId, CancellationToken ct) =>
        await reader.QuerySingleOrDefaultAsync(Head, Read, ct, ("@message", messageId)) is { } row
            ? IntakeItem.Of(row)
            : null;

    private static ParkedMessage Read(DbDataReader r) => new(
        r.GetString(0), r.GetInt64(1), r.GetGuid(2), r.GetString(3), r.GetString(4), r.Instant(5));
}
