using System.Globalization;

namespace IntegrationHub.Store;

/// <summary>Something in the trail is not as it was written.</summary>
/// <param name="Seq">Link at which it shows; null: not at one link.</param>
/// <param name="Text">What, for a person.</param>
/// <param name="IsWarning">True: it may have an innocent reason.</param>
public sealed record AuditFault(long? Seq, string Text, bool IsWarning = false);

/// <summary>What was found.</summary>
/// <param name="First">First link looked at.</param>
/// <param name="Head">Last link there is.</param>
/// <param name="Entries">Entries looked at.</param>
/// <param name="Waiting">Blocks not linked yet.</param>
/// <param name="Faults">In the order of the chain.</param>
public sealed record AuditReport(
    long First, AuditHead Head, long Entries, long Waiting, IReadOnlyList<AuditFault> Faults)
{
    /// <summary>True when nothing was altered, removed, moved or added by hand.</summary>
    public bool IsSound => Faults.All(f => f.IsWarning);
}

/// <summary>Walks the chain and compares it with blocks, anchors and numbers.</summary>
public sealed class AuditVerification(HubDb db, TimeProvider clock)
{
    /// <summary>Faults listed; more of them say nothing new.</summary>
    public const int MostFaults = 100;

    private const int Page = 500;

    private const string Walk = $"""
        select l.seq, l.hash, l.block, b.id is null, {AuditBlock.Columns}
          from audit_link l left join audit_block b on b.id = l.block
         where l.seq > @after
         order by l.seq
         limit @limit
        """;

    private const string Before = """
        select seq, hash from audit_link where linked_at < @from order by seq desc limit 1
        """;

    private const string After = "select seq from audit_link where linked_at >= @to order by seq limit 1";

    private const string Late = """
        select count(*) from audit_block b
         where b.id <= coalesce((select floor from audit_head), 0)
           and not exists (select 1 from audit_link l where l.block = b.id)
        """;

    private const string Waiting = """
        select count(*) from audit_block b
         where b.id > coalesce((select floor from audit_head), 0)
           and not exists (select 1 from audit_link l where l.block = b.id)
        """;

    private readonly List<AuditFault> faults = [];

    /// <param name="from">Only links made then or later; null: from the beginning.</param>
    /// <param name="to">Only links made before; null: to the end.</param>
    /// <param name="marks">Marks kept outside of the database.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<AuditReport> RunAsync(
        DateTimeOffset? from, DateTimeOffset? to, IReadOnlyList<AuditAnchor> marks, CancellationToken ct)
    {
        faults.Clear();
        await using var reader = await db.ReadAsync(ct);
        var gone = await AuditPurge.LatestAsync(reader, ct);
        var head = await AuditChain.HeadAsync(reader, ct);
        var start = gone is null ? new(0, AuditBlock.Beginning) : new AuditHead(gone.LastSeq, gone.Hash);
        if (from is { } since && await reader.QuerySingleOrDefaultAsync(
                Before, r => new AuditHead(r.GetInt64(0), r.GetFieldValue<byte[]>(1)), ct,
                ("@from", since)) is { } place)
            start = place;
        var end = to is { } until ? await reader.QuerySingleOrDefaultAsync(
            After, r => (long?)r.GetInt64(0), ct, ("@to", until)) ?? long.MaxValue : long.MaxValue;

        var anchors = (await AuditAnchors.AllAsync(reader, ct)).Concat(marks)
            .Where(a => a.Seq > start.Seq && a.Seq < end).ToLookup(a => a.Seq);
        var runs = new AuditRuns(fromTheBeginning: gone is null && from is null);
        var walk = new Walked(start, end, gone is { } g && from is null ? g.Detail : null);
        await WalkAsync(reader, walk, anchors, runs, ct);

        if (to is null && (walk.Last.Seq != head.Seq || !walk.Last.Hash.AsSpan().SequenceEqual(head.Hash)))
            Add(walk.Last.Seq + 1, $"The chain ends at {walk.Last.Seq}; its head says {head.Seq}.");
        foreach (var anchor in anchors.SelectMany(a => a).Where(a => a.Seq > walk.Last.Seq))
            Add(anchor.Seq, $"The chain ends at {walk.Last.Seq}; the anchor {anchor.Name} is at {anchor.Seq}.");
        if (walk.Unsaid is not null)
            Add(null, $"The table says that {walk.Unsaid} were purged; the chain does not.");
        if (await CountAsync(reader, Late, ct) is var late and > 0)
            Add(null, $"{late} blocks stand among linked ones without a link: added by hand.");
        faults.AddRange(runs.Faults(clock.GetUtcNow()));
        return new(
            start.Seq + 1, walk.Last, walk.Entries, await CountAsync(reader, Waiting, ct),
            [.. faults.Take(MostFaults)]);
    }

    private async Task WalkAsync(
        HubReader reader, Walked walk, ILookup<long, AuditAnchor> anchors, AuditRuns runs, CancellationToken ct)
    {
        while (true)
        {
            var rows = await reader.QueryAsync(
                Walk, Row.Read, ct, ("@after", walk.Last.Seq), ("@limit", Page));
            foreach (var row in rows)
            {
                if (row.Seq >= walk.End)
                    return;
                Check(row, walk, anchors[row.Seq], runs);
            }

            if (rows.Count < Page)
                return;
        }
    }

    private void Check(Row row, Walked walk, IEnumerable<AuditAnchor> anchors, AuditRuns runs)
    {
        var (seq, before) = (row.Seq, walk.Last);
        if (seq != before.Seq + 1)
            Add(before.Seq + 1, $"Links {before.Seq + 1} to {seq - 1} are missing.");
        if (row.Block is not { } block)
            Add(seq, $"The block of link {seq} (row {row.BlockId}) was deleted.");
        else if (seq == before.Seq + 1 && !block.Link(before.Hash, seq).AsSpan().SequenceEqual(row.Hash))
            Add(seq, $"Link {seq} (row {row.BlockId}) is not what was hashed: altered or moved.");
        foreach (var anchor in anchors.Where(a => !a.Hash.AsSpan().SequenceEqual(row.Hash)))
            Add(seq, $"The anchor {anchor.Name} does not fit link {seq}: the chain was made anew.");
        walk.Last = new(seq, row.Hash);
        if (row.Block is null)
            return;
        walk.Entries += row.Block.Entries;
        runs.Add(row.Block);
        if (walk.Unsaid is { } detail && row.Block.Body.AsSpan().IndexOf("\"k\":\"audit-purged\""u8) >= 0
            && AuditEntryJson.Read(row.Block.Body).Any(e => e.Event == AuditPurge.Event && e.Detail == detail))
            walk.Unsaid = null;
    }

    private void Add(long? seq, FormattableString text) =>
        faults.Add(new(seq, text.ToString(CultureInfo.InvariantCulture)));

    private static Task<long> CountAsync(HubReader reader, string sql, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(sql, r => r.GetInt64(0), ct);

    private sealed class Walked(AuditHead start, long end, string? unsaid)
    {
        public AuditHead Last { get; set; } = start;

        public long End { get; } = end;

        public long Entries { get; set; }

        public string? Unsaid { get; set; } = unsaid;
    }

    private sealed record Row(long Seq, byte[] Hash, long BlockId, AuditBlock? Block)
    {
        public static Row Read(System.Data.Common.DbDataReader r) => new(
            r.GetInt64(0), r.GetFieldValue<byte[]>(1), r.GetInt64(2),
            r.GetBoolean(3) ? null : AuditBlock.Read(r, 4));
    }
}
