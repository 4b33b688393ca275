using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>Classes of older versions, looked at anew with their resource.</summary>
internal static class HistoryLabels
{
    private const int Page = 1_000;

    private static readonly SqlTwins Next = new(
        """
        select h.type, h.id, h.version, h.body, h.patient_id
          from unnest(@types, @ids) as k (type, id) join resource_history h on h.type = k.type and h.id = k.id
         where h.version > @after
         order by h.version limit @limit
        """,
        """
        select type, id, version, body, patient_id from resource_history
         where type = @types and id = @ids and version > @after order by version limit @limit
        """);

    private static readonly SqlTwins Write = new(
        """
        update resource_history h set needs = k.needs
          from unnest(@type, @id, @version, @needs) as k (type, id, version, needs)
         where h.type = k.type and h.id = k.id and h.version = k.version and h.needs <> k.needs
        """,
        """
        update resource_history set needs = @needs
         where type = @type and id = @id and version = @version and needs <> @needs
        """);

    /// <summary>Labels every older version by its own content; what their current versions say is added
    /// after.</summary>
    public static async Task RewriteAsync(
        HubTransaction tx, IReadOnlyList<StoredResource> rows, CancellationToken ct)
    {
        foreach (var row in rows.Where(r => r.Version > 1))
        {
            var after = 0;
            while (true)
            {
                var found = await tx.Session.QueryRowsAsync(Next, new(
                    1, ("@types", new[] { row.Type }), ("@ids", new[] { row.Id }), ("@after", after),
                    ("@limit", (long)Page)), Read, ct);
                if (found.Count == 0)
                    break;
                after = found[^1].Version;
                await tx.Session.ExecuteRowsAsync([(Write, Columns(found, tx.Memory.Policy))], ct);
                if (found.Count < Page)
                    break;
            }
        }
    }

    private static Rows Columns(List<Older> found, AccessPolicy policy) => new(
        found.Count, ("@type", found.Select(f => f.Type).ToArray()), ("@id", found.Select(f => f.Id).ToArray()),
        ("@version", found.Select(f => f.Version).ToArray()),
        ("@needs", found.Select(f => (long)RecordMarks.NeedsOf(
            f.Type, f.OfPatient || f.Type == "Patient", RecordScan.Of(f.Type, f.Body, policy.Codes).Sensitive))
            .ToArray()));

    private static Older Read(DbDataReader r) =>
        new(r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetString(3), r.GetString(4).Length > 0);

    private sealed record Older(string Type, string Id, int Version, string Body, bool OfPatient);
}
