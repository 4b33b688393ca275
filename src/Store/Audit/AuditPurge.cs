namespace IntegrationHub.Store;

/// <summary>Part of the chain that retention took away.</summary>
/// <param name="FirstSeq">First link that went.</param>
/// <param name="LastSeq">Last link that went.</param>
/// <param name="Hash">Hash of the last one: what is left refers to it.</param>
public sealed record AuditGone(long FirstSeq, long LastSeq, byte[] Hash)
{
    /// <summary>What the chain itself says of it.</summary>
    public string Detail => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"links {FirstSeq} to {LastSeq}, last hash {Convert.ToHexStringLower(Hash)}");
}

/// <summary>The only way rows of the trail go: whole days from the beginning of the chain, with a note in it.</summary>
public static class AuditPurge
{
    /// <summary>Event of the note.</summary>
    public const string Event = "audit-purged";

    private const string First = "select min(seq) from audit_link";

    private const string Latest = """
        select first_seq, last_seq, hash from audit_purge order by last_seq desc limit 1
        """;

    private const string Note = """
        insert into audit_purge (last_seq, first_seq, hash, at) values (@last, @first, @hash, clock_timestamp())
        """;

    private const string OpenPostgres = "select set_config('hub.audit_purge', 'on', true)";
    private const string ClosePostgres = "select set_config('hub.audit_purge', 'off', true)";
    private const string OpenSqlite = "insert into audit_purging (one) values (1)";
    private const string CloseSqlite = "delete from audit_purging";

    private const string Blocks = """
        delete from audit_block where id in (select block from audit_link where seq <= @last)
        """;

    private const string Links = "delete from audit_link where seq <= @last";

    private const string Seen = """
        delete from audit_seen where block < (select coalesce(min(id), 0) from audit_block)
        """;

    /// <summary>The last part that went; null: nothing has.</summary>
    public static Task<AuditGone?> LatestAsync(HubReader reader, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(
            Latest, r => new AuditGone(r.GetInt64(0), r.GetInt64(1), r.GetFieldValue<byte[]>(2)), ct);

    /// <summary>Removes all links up to an anchor with their blocks.</summary>
    /// <returns>What went, to be noted in the chain in the same transaction; null: nothing was left of it.</returns>
    public static async Task<AuditGone?> UpToAsync(HubTransaction tx, AuditAnchor anchor, CancellationToken ct)
    {
        var first = await tx.QuerySingleOrDefaultAsync(
            First, r => r.IsDBNull(0) ? long.MaxValue : r.GetInt64(0), ct);
        if (first > anchor.Seq)
            return null;
        var gone = new AuditGone(first, anchor.Seq, anchor.Hash);
        await tx.ExecuteAsync(tx.IsPostgres ? OpenPostgres : OpenSqlite, ct);
        await tx.ExecuteAsync(Blocks, ct, ("@last", anchor.Seq));
        await tx.ExecuteAsync(Links, ct, ("@last", anchor.Seq));
        await tx.ExecuteAsync(tx.IsPostgres ? ClosePostgres : CloseSqlite, ct);
        await tx.ExecuteAsync(Note, ct, ("@last", anchor.Seq), ("@first", first), ("@hash", anchor.Hash));
        return gone;
    }

    /// <summary>Forgets in which removed blocks patients occurred.</summary>
    public static Task ForgetPatientsAsync(HubTransaction tx, CancellationToken ct) => tx.ExecuteAsync(Seen, ct);
}
