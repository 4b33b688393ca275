using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Broken glass in the database.</summary>
internal static class GlassRows
{
    private const string Insert = """
        insert into break_glass (id, patient_id, person, member, reason, granted_at, valid_until)
        values (@id, @patient, @person, @member, @reason, @granted, @until)
        """;

    private const string One = $"select {GlassGrant.Columns} from break_glass g where g.id = @id for update";

    private const string End = """
        update break_glass set ended_at = @now
         where id = @id and person = @person and ended_at is null and valid_until > @now
        """;

    private const string Review = """
        update break_glass set reviewed_at = @now, reviewed_by = @by, verdict = @verdict, note = @note
         where id = @id and reviewed_at is null
        """;

    private const string Custodians = """
        select distinct custodian from resource where patient_id = @patient and not deleted order by custodian
        """;

    // Members see glass broken over what they keep; where nothing is kept, the person's own member sees it.
    private const string List = $"""
        select {GlassGrant.Columns} from break_glass g
         where (@open = 0 or g.reviewed_at is null)
           and (@all = 1
             or exists (select 1 from resource r
                         where r.patient_id = g.patient_id and r.patient_id <> '' and r.custodian = @member)
             or g.member = @member and not exists (select 1 from resource r
                         where r.patient_id = g.patient_id and r.patient_id <> ''))
         order by g.granted_at desc, g.id desc
         limit @limit
        """;

    public static Task<int> InsertAsync(HubTransaction tx, GlassGrant grant, CancellationToken ct) => tx.ExecuteAsync(
        Insert, ct, ("@id", grant.Id), ("@patient", grant.PatientId), ("@person", grant.Person),
        ("@member", grant.Member), ("@reason", grant.Reason), ("@granted", grant.GrantedAt),
        ("@until", grant.ValidUntil));

    public static Task<GlassGrant?> FindAsync(HubTransaction tx, Guid id, CancellationToken ct) =>
        tx.QuerySingleOrDefaultAsync(One, GlassGrant.Read, ct, ("@id", id));

    public static async Task<bool> EndAsync(
        HubTransaction tx, Guid id, string person, DateTimeOffset now, CancellationToken ct) =>
        await tx.ExecuteAsync(End, ct, ("@id", id), ("@person", person), ("@now", now)) == 1;

    public static async Task<bool> ReviewAsync(
        HubTransaction tx, GlassGrant grant, DateTimeOffset now, CancellationToken ct) =>
        await tx.ExecuteAsync(
            Review, ct, ("@id", grant.Id), ("@now", now), ("@by", grant.ReviewedBy), ("@verdict", grant.Verdict),
            ("@note", grant.Note)) == 1;

    public static Task<IReadOnlyList<string>> CustodiansAsync(HubReader reader, string patient, CancellationToken ct) =>
        patient.Length == 0
            ? Task.FromResult<IReadOnlyList<string>>([])
            : reader.QueryAsync(Custodians, r => r.GetString(0), ct, ("@patient", patient));

    public static Task<IReadOnlyList<GlassGrant>> ListAsync(
        HubReader reader, string member, bool all, bool waiting, int limit, CancellationToken ct) =>
        reader.QueryAsync(
            List, GlassGrant.Read, ct, ("@member", member), ("@all", all ? 1 : 0), ("@open", waiting ? 1 : 0),
            ("@limit", limit));
}
