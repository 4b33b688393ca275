namespace IntegrationHub.Store;

/// <summary>Where the chain ended at the end of a day, or at the moment of a mark in a file.</summary>
/// <param name="Name">The day (UTC, <c>2026-03-02</c>), or what a mark is called.</param>
/// <param name="Seq">Number of the last link.</param>
/// <param name="Hash">Its hash.</param>
public sealed record AuditAnchor(string Name, long Seq, byte[] Hash);

/// <summary>Anchors and small values of the audit trail.</summary>
public static class AuditAnchors
{
    private const string Insert = """
        insert into audit_anchor (day, seq, hash, at) values (@day, @seq, @hash, @at) on conflict (day) do nothing
        """;

    private const string All = "select day, seq, hash from audit_anchor order by day";

    private const string Setting = "select value from audit_setting where name = @name";

    private const string Set = """
        insert into audit_setting (name, value) values (@name, @value)
        on conflict (name) do update set value = excluded.value
        """;

    /// <summary>Keeps an anchor; the first one of a day counts.</summary>
    /// <returns>True when it is new.</returns>
    public static async Task<bool> AddAsync(HubTransaction tx, AuditAnchor anchor, CancellationToken ct) =>
        await tx.ExecuteAsync(
            Insert, ct, ("@day", anchor.Name), ("@seq", anchor.Seq), ("@hash", anchor.Hash),
            ("@at", tx.Clock.GetUtcNow())) > 0;

    /// <summary>All anchors, oldest first.</summary>
    public static Task<IReadOnlyList<AuditAnchor>> AllAsync(HubReader reader, CancellationToken ct) =>
        reader.QueryAsync(
            All, r => new AuditAnchor(r.GetString(0), r.GetInt64(1), r.GetFieldValue<byte[]>(2)), ct);

    /// <summary>What was noted under a name, e.g. the hash of the configuration; null: nothing.</summary>
    public static Task<string?> SettingAsync(HubReader reader, string name, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(Setting, r => r.GetString(0), ct, ("@name", name));

    /// <summary>Notes a value under a name.</summary>
    public static Task SetAsync(HubTransaction tx, string name, string value, CancellationToken ct) =>
        tx.ExecuteAsync(Set, ct, ("@name", name), ("@value", value));
}
