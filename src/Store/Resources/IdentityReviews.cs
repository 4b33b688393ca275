namespace IntegrationHub.Store;

/// <summary>Two resources that carry one unique identifier, because whoever stored the second may not see the
/// first.</summary>
/// <param name="Key">The identifier.</param>
/// <param name="Id">Logical id of the second.</param>
/// <param name="OwnerId">Logical id of the one the identifier leads to; null: no more.</param>
/// <param name="NoticedAt">UTC.</param>
public sealed record IdentityReview(BusinessKey Key, string Id, string? OwnerId, DateTimeOffset NoticedAt);

/// <summary>Pairs that wait for a decision whether they are one resident.</summary>
public static class IdentityReviews
{
    private const string Note = """
        insert into identity_review (type, system, value, id, noticed_at) values (@type, @system, @value, @id, @now)
        on conflict (type, system, value, id) do nothing
        """;

    private const string Open = """
        select v.type, v.system, v.value, v.id, b.id, v.noticed_at
          from identity_review v
          join resource r on r.type = v.type and r.id = v.id and not r.deleted
          left join business_key b on b.type = v.type and b.system = v.system and b.value = v.value
         order by v.noticed_at, v.id limit @limit
        """;

    /// <summary>Notes a pair; again is harmless.</summary>
    public static Task<int> NoteAsync(HubTransaction tx, BusinessKey key, string id, CancellationToken ct) =>
        tx.ExecuteAsync(
            Note, ct, ("@type", key.Type), ("@system", key.System), ("@value", key.Value), ("@id", id),
            ("@now", tx.Clock.GetUtcNow()));

    /// <summary>Pairs, the oldest first.</summary>
    public static Task<IReadOnlyList<IdentityReview>> OpenAsync(HubReader reader, int limit, CancellationToken ct) =>
        reader.QueryAsync(
            Open,
            r => new IdentityReview(
                new(r.GetString(0), r.GetString(1), r.GetString(2)), r.GetString(3), r.TextOrNull(4), r.Instant(5)),
            ct, ("@limit", (long)limit));
}
