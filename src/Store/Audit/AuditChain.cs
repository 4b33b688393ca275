namespace IntegrationHub.Store;

/// <summary>The end of the chain.</summary>
/// <param name="Seq">Number of the last link; 0: none yet.</param>
/// <param name="Hash">Its hash.</param>
public sealed record AuditHead(long Seq, byte[] Hash);

/// <summary>What one round of linking did.</summary>
/// <param name="Linked">Blocks that are links now; null: another exchange is at it.</param>
/// <param name="Head">The end of the chain.</param>
public sealed record AuditRound(int? Linked, AuditHead Head);

/// <summary>Makes the chain: each block becomes a link that holds the hash of the one before.</summary>
public sealed class AuditChain(HubDb db, TimeProvider clock)
{
    /// <summary>Blocks of one round.</summary>
    public const int RoundLimit = 1_000;

    /// <summary>Longer than any transaction lives: whatever got its id earlier is visible or will never be.</summary>
    public static readonly TimeSpan Settled = 4 * HubTransaction.LongestLife;

    /// <summary>How often blocks are looked for whose transaction ended after later ones were linked.</summary>
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private const string First = """
        insert into audit_head (one, seq, hash, block, floor, next_floor, floor_at)
        values (1, 0, @hash, 0, 0, 0, clock_timestamp()) on conflict (one) do nothing
        """;

    private const string Take = """
        select seq, hash, block, floor, next_floor, floor_at from audit_head where one = 1
        for update skip locked
        """;

    private const string Peek = "select seq, hash from audit_head where one = 1";

    private const string Unlinked = $"""
        select {AuditBlock.Columns} from audit_block b
         where b.id > @from and not exists (select 1 from audit_link l where l.block = b.id)
         order by b.id
         limit @limit
        """;

    private static readonly SqlTwins Link = new(
        """
        insert into audit_link (seq, block, hash, linked_at)
        select s, b, h, @now from unnest(@seqs, @blocks, @hashes) as k (s, b, h)
        """,
        "insert into audit_link (seq, block, hash, linked_at) values (@seqs, @blocks, @hashes, @now)");

    private static readonly SqlTwins Seen = new(
        """
        insert into audit_seen (patient, block) select p, b from unnest(@patients, @blocks) as k (p, b)
        on conflict do nothing
        """,
        "insert into audit_seen (patient, block) values (@patients, @blocks) on conflict do nothing");

    private const string Move = """
        update audit_head set seq = @seq, hash = @hash, block = @block,
               floor = @floor, next_floor = @next, floor_at = @at
         where one = 1
        """;

    private long sweptAt;

    /// <summary>The end of the chain; number 0 when nothing is linked yet.</summary>
    public static async Task<AuditHead> HeadAsync(HubReader reader, CancellationToken ct) =>
        await reader.QuerySingleOrDefaultAsync(
            Peek, r => new AuditHead(r.GetInt64(0), r.GetFieldValue<byte[]>(1)), ct) ?? new(0, AuditBlock.Beginning);

    /// <summary>Links what is there, at most <see cref="RoundLimit"/> blocks.</summary>
    /// <param name="sweep">True: looks for late blocks too.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<AuditRound> LinkAsync(bool sweep, CancellationToken ct)
    {
        var all = sweep || sweptAt == 0 || clock.GetElapsedTime(sweptAt) > SweepEvery;
        var round = await db.RunAsync((tx, stop) => LinkAsync(tx, all, stop), ct);
        if (all && round.Linked < RoundLimit)
            sweptAt = clock.GetTimestamp();
        return round;
    }

    private static async Task<AuditRound> LinkAsync(HubTransaction tx, bool sweep, CancellationToken ct)
    {
        var at = await tx.QuerySingleOrDefaultAsync(Take, Place.Read, ct);
        if (at is null)
        {
            if (await tx.ExecuteAsync(First, ct, ("@hash", AuditBlock.Beginning)) == 0)
                return new(null, await HeadAsync(tx, ct));
            at = (await tx.QuerySingleOrDefaultAsync(Take, Place.Read, ct))!;
        }

        var blocks = await tx.QueryAsync(
            Unlinked, AuditBlock.Read, ct, ("@from", sweep ? at.Floor : at.Block), ("@limit", RoundLimit));
        if (blocks.Count == 0)
            return new(0, new(at.Seq, at.Hash));
        var hashes = new List<byte[]>(blocks.Count);
        foreach (var block in blocks)
            hashes.Add(block.Link(hashes.Count == 0 ? at.Hash : hashes[^1], at.Seq + hashes.Count + 1));
        var now = tx.Clock.GetUtcNow();
        await tx.Session.ExecuteRowsAsync([(Link, Links(blocks, hashes, at.Seq, now)), (Seen, Patients(blocks))], ct);
        await tx.ExecuteAsync(Move, ct, Moved(at, blocks, hashes[^1], sweep, now));
        return new(blocks.Count, new(at.Seq + blocks.Count, hashes[^1]));
    }

    private static Rows Links(
        IReadOnlyList<AuditBlock> blocks, List<byte[]> hashes, long seq, DateTimeOffset now) => new(
        blocks.Count,
        ("@seqs", blocks.Select((_, i) => seq + 1 + i).ToArray()), ("@blocks", blocks.Select(b => b.Id).ToArray()),
        ("@hashes", hashes.ToArray()), ("@now", now));

    private static Rows Patients(IReadOnlyList<AuditBlock> blocks)
    {
        var seen = blocks.SelectMany(b => AuditPatients.In(b.Body).Select(p => (Patient: p, Block: b.Id)))
            .Distinct().Order().ToList();
        return new(
            seen.Count, ("@patients", seen.Select(s => s.Patient).ToArray()),
            ("@blocks", seen.Select(s => s.Block).ToArray()));
    }

    private static (string, object?)[] Moved(
        Place at, IReadOnlyList<AuditBlock> blocks, byte[] hash, bool sweep, DateTimeOffset now)
    {
        var last = Math.Max(at.Block, blocks[^1].Id);
        var settles = sweep && blocks.Count < RoundLimit && now - at.FloorAt > Settled;
        return
        [
            ("@seq", at.Seq + blocks.Count), ("@hash", hash), ("@block", last),
            ("@floor", settles ? at.NextFloor : at.Floor), ("@next", settles ? last : at.NextFloor),
            ("@at", settles ? now : at.FloorAt),
        ];
    }

    private sealed record Place(
        long Seq, byte[] Hash, long Block, long Floor, long NextFloor, DateTimeOffset FloorAt)
    {
        public static Place Read(System.Data.Common.DbDataReader r) => new(
            r.GetInt64(0), r.GetFieldValue<byte[]>(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.Instant(5));
    }
}
