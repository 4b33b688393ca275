namespace IntegrationHub.Store;

/// <summary>Writing and reading the rows of the audit trail.</summary>
public static class AuditBlocks
{
    private const string Insert = """
        insert into audit_block (run, node, first_no, entries, at, body)
        values (@run, @node, @first, @entries, @at, @body)
        """;

    private const string One = $"select {AuditBlock.Columns} from audit_block b where b.id = @id";

    private const string Back = $"""
        select {AuditBlock.Columns} from audit_block b
         where b.id <= @before and b.at >= @since and b.at < @until
         order by b.id desc
         limit @limit
        """;

    // What the index does not know yet is looked through: the few blocks of the last moments.
    private const string BackOfPatient = $"""
        select {AuditBlock.Columns} from audit_block b
          join (select s.block from audit_seen s where s.patient = @patient and s.block <= @before
                union
                select n.id from audit_block n
                 where n.id > coalesce((select floor from audit_head), 0) and n.id <= @before
                   and not exists (select 1 from audit_link l where l.block = n.id)) k on k.block = b.id
         where b.at >= @since and b.at < @until
         order by b.id desc
         limit @limit
        """;

    private const string Forth = $"""
        select {AuditBlock.Columns}, l.seq, l.hash from audit_link l join audit_block b on b.id = l.block
         where l.seq > @after and b.at >= @since and b.at < @until
         order by l.seq
         limit @limit
        """;

    /// <summary>Stores a block in one statement that is its own transaction: durable when this returns.</summary>
    public static Task AppendAsync(HubDb db, AuditBlock block, CancellationToken ct) =>
        db.ExecuteAloneAsync(Insert, Parameters(block), ct);

    /// <summary>Stores a block with the change it tells of.</summary>
    public static Task AddAsync(HubTransaction tx, AuditBlock block, CancellationToken ct) =>
        tx.ExecuteAsync(Insert, ct, Parameters(block));

    /// <summary>One block; null when there is none.</summary>
    public static Task<AuditBlock?> ReadAsync(HubReader reader, long id, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(One, AuditBlock.Read, ct, ("@id", id));

    /// <summary>Blocks, newest first.</summary>
    public static Task<IReadOnlyList<AuditBlock>> BackAsync(HubReader reader, AuditWalk walk, CancellationToken ct) =>
        walk.Patient is { } patient
            ? reader.QueryAsync(BackOfPatient, AuditBlock.Read, ct,
                [.. Parameters(walk), ("@patient", AuditBlock.PatientKey(patient))])
            : reader.QueryAsync(Back, AuditBlock.Read, ct, Parameters(walk));

    /// <summary>Linked blocks with their number and hash, in the order of the chain.</summary>
    public static Task<IReadOnlyList<(AuditBlock Block, long Seq, byte[] Hash)>> ForthAsync(
        HubReader reader, long after, DateTimeOffset since, DateTimeOffset until, int limit, CancellationToken ct) =>
        reader.QueryAsync(
            Forth, r => (AuditBlock.Read(r), r.GetInt64(7), r.GetFieldValue<byte[]>(8)), ct,
            ("@after", after), ("@since", since), ("@until", until), ("@limit", limit));

    private static (string, object?)[] Parameters(AuditBlock block) =>
    [
        ("@run", block.Run), ("@node", block.Node), ("@first", block.FirstNo), ("@entries", block.Entries),
        ("@at", block.At), ("@body", block.Body),
    ];

    private static (string, object?)[] Parameters(AuditWalk walk) =>
        [("@before", walk.Before), ("@since", walk.Since), ("@until", walk.Until), ("@limit", walk.Limit)];
}

/// <summary>Which blocks are wanted, newest first.</summary>
/// <param name="Before">Only this block and older ones.</param>
/// <param name="Since">Only blocks begun then or later.</param>
/// <param name="Until">Only blocks begun before.</param>
/// <param name="Patient">Only blocks in which this patient may occur; null: all.</param>
/// <param name="Limit">At most so many.</param>
public sealed record AuditWalk(
    long Before, DateTimeOffset Since, DateTimeOffset Until, string? Patient, int Limit);
