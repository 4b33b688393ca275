using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Streams that stand still.</summary>
internal static class BlockedQuery
{
    private const string All = """
        select s.blocked_by, s.stream_key, s.blocked_since,
               (select count(*) from parked p where p.stream_key = s.stream_key and p.stream_seq > s.last_applied + 1)
          from stream s
         where s.blocked_since is not null
         order by s.blocked_since
         limit @limit
        """;

    private const string Of = """
        select stream_key from stream where blocked_since is not null and blocked_by = @message for update
        """;

    public static Task<IReadOnlyList<StreamBlock>> AllAsync(HubReader reader, int limit, CancellationToken ct) =>
        reader.QueryAsync(
            All, r => new StreamBlock(r.GetGuid(0), MemberOf(r.GetString(1)), r.Instant(2), r.GetInt64(3)), ct,
            ("@limit", limit));

    /// <summary>The stream a message blocks, locked; null when it blocks none.</summary>
    public static Task<string?> StreamOfAsync(HubTransaction tx, Guid blockedBy, CancellationToken ct) =>
        tx.QuerySingleOrDefaultAsync(Of, r => r.GetString(0), ct, ("@message", blockedBy));

    private static string MemberOf(string streamKey) => streamKey.Split('|')[0];
}
