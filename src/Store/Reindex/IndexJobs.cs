using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>
/// Writes index rows anew, a few resources per transaction, while reads and writes go on. The row of the job is locked
/// for each step: any exchange may take the next one, and one that dies leaves nothing behind.
/// </summary>
public static class IndexJobs
{
    /// <summary>Resources per transaction.</summary>
    private const int Step = 200;

    private const string Insert = $"""
        insert into index_job ({IndexJob.Columns}, start_after)
        select @id, @types, @ids, @parameters, 0,
               (select count(*) from resource where type = any(@typeList)
                 and (@ids = '' or id = any(@idList))),
               @now, null, null, '', '', @after
        """;

    private const string One = $"select {IndexJob.Columns} from index_job where id = @id";

    private const string Open = $"""
        select {IndexJob.Columns} from index_job where finished_at is null order by created_at, id
        """;

    private const string Take = $"""
        select {IndexJob.Columns} from index_job
         where finished_at is null and start_after <= @now
         order by created_at, id limit 1
        for update skip locked
        """;

    private const string Next = $"""
        select {StoredResource.RowColumns} from resource r
         where (r.type, r.id) > (@type, @id) and r.type = any(@types) and (@all or r.id = any(@ids))
         order by r.type, r.id limit @limit
        for update of r
        """;

    private const string Progress = """
        update index_job set done = done + @count, last_type = @type, last_id = @last,
               started_at = coalesce(started_at, @now), finished_at = @finished
         where id = @id
        """;

    private static readonly SqlTwins Columns = new(
        """
        update resource r set at = k.at, until = k.until, spans = k.spans, patient_id = k.patient, needs = k.needs
          from unnest(@type, @id, @at, @until, @spans, @patient, @needs)
               as k (type, id, at, until, spans, patient, needs)
         where r.type = k.type and r.id = k.id
           and (r.at <> k.at or r.until <> k.until or r.patient_id <> k.patient or r.needs <> k.needs)
        """,
        """
        update resource set at = @at, until = @until, spans = @spans, patient_id = @patient, needs = @needs
         where type = @type and id = @id
           and (at <> @at or until <> @until or patient_id <> @patient or needs <> @needs)
        """);

    /// <summary>Asks for resources to be indexed anew.</summary>
    /// <param name="tx">The transaction that made it necessary.</param>
    /// <param name="types">Resource types; empty: all.</param>
    /// <param name="ids">Logical ids; empty: all.</param>
    /// <param name="parameters">Search parameters that are not answered before it is done, as <c>Type.name</c>.</param>
    /// <param name="wait">How long to wait with it, until every exchange knows a new parameter.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<IndexJob> StartAsync(
        HubTransaction tx, IReadOnlyList<string> types, IReadOnlyList<string> ids, IReadOnlyList<string> parameters,
        TimeSpan wait, CancellationToken ct)
    {
        var (id, now) = (Guid.CreateVersion7(tx.Clock.GetUtcNow()), tx.Clock.GetUtcNow());
        await tx.ExecuteAsync(
            Insert, ct, ("@id", id), ("@types", string.Join(' ', types)), ("@ids", string.Join(' ', ids)),
            ("@parameters", string.Join(' ', parameters)), ("@now", now), ("@after", now + wait),
            ("@typeList", (types.Count == 0 ? SearchParameters.Types : types).ToArray()), ("@idList", ids.ToArray()));
        return (await ReadAsync(tx, id, ct))!;
    }

    /// <summary>How far a job is; null when there is none of this id.</summary>
    public static Task<IndexJob?> ReadAsync(HubReader reader, Guid id, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(One, IndexJob.Read, ct, ("@id", id));

    /// <summary>Jobs that are not finished, the oldest first.</summary>
    public static Task<IReadOnlyList<IndexJob>> OpenAsync(HubReader reader, CancellationToken ct) =>
        reader.QueryAsync(Open, IndexJob.Read, ct);

    /// <summary>Does the next piece of the oldest job nobody is working on.</summary>
    /// <returns>False when there is nothing to do.</returns>
    public static Task<bool> StepAsync(HubDb db, CancellationToken ct) => db.RunAsync(
        async (tx, stop) =>
        {
            var now = tx.Clock.GetUtcNow();
            if (await tx.QuerySingleOrDefaultAsync(Take, IndexJob.Read, stop, ("@now", now)) is not { } job)
                return false;
            var rows = await tx.QueryAsync(
                Next, StoredResource.Read, stop, ("@type", job.Last.Type), ("@id", job.Last.Id), ("@limit", (long)Step),
                ("@types", (job.Types.Count == 0 ? SearchParameters.Types : job.Types).ToArray()),
                ("@all", job.Ids.Count == 0), ("@ids", job.Ids.ToArray()));
            await RewriteAsync(tx, rows, stop);
            var last = rows.Count == 0 ? job.Last : new ResourceKey(rows[^1].Type, rows[^1].Id);
            await tx.ExecuteAsync(
                Progress, stop, ("@id", job.Id), ("@count", (long)rows.Count), ("@type", last.Type), ("@last", last.Id),
                ("@now", now), ("@finished", rows.Count < Step ? now : (DateTimeOffset?)null));
            return true;
        },
        ct);

    private static async System.Threading.Tasks.Task RewriteAsync(
        HubTransaction tx, IReadOnlyList<StoredResource> rows, CancellationToken ct)
    {
        if (rows.Count == 0)
            return;
        var (tables, marks, policy) = (new IndexTables(), new RecordMarks(), tx.Memory.Policy);
        var indexes = new List<ResourceIndex>(rows.Count);
        foreach (var row in rows)
        {
            var resource = row.Deleted ? null : FhirJson.Parse<Resource>(row.BodyJson);
            var index = resource is null
                ? new(row.PatientId ?? "", row.EventAt, row.EventAt, [], "")
                : ResourceIndex.Of(row.Type, resource, row.PatientId, row.EventAt);
            indexes.Add(index);
            tables.Change(new(row.Type, row.Id), resource is null ? null : index);
            marks.Add(
                row with { PatientId = index.PatientId is { Length: > 0 } patient ? patient : null }, index, resource,
                isNew: false, policy);
            if (row.Type == "Consent" || CareSources.Has(row.Type))
                marks.Plan(row.Type == "Patient" ? row.Id : index.PatientId); // the policy may be another one
        }

        await marks.TakeFromHeldAsync(tx, ct);
        var columns = new Rows(
            rows.Count, ("@type", rows.Select(r => r.Type).ToArray()), ("@id", rows.Select(r => r.Id).ToArray()),
            ("@at", indexes.Select(i => i.At).ToArray()), ("@until", indexes.Select(i => i.Until).ToArray()),
            ("@spans", indexes.Select(i => i.Spans).ToArray()),
            ("@patient", indexes.Select(i => i.PatientId).ToArray()),
            ("@needs", rows.Select(r => marks.NeedsOf(new(r.Type, r.Id))).ToArray()));
        await tx.Session.ExecuteRowsAsync(
            [(Columns, columns), .. await tables.StatementsAsync(tx, ct), .. await marks.StatementsAsync(tx, ct)], ct);
        await HistoryLabels.RewriteAsync(tx, rows, ct);
        await marks.PassOnAsync(tx, ct);
    }
}
