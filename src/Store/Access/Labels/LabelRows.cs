namespace IntegrationHub.Store;

/// <summary>Sensitivity that passes from a record to those that hold it, and back into their history.</summary>
internal static class LabelRows
{
    /// <summary>How far it passes: an observation, its panel, its report, the document and the task around it.</summary>
    private const int Hops = 4;

    private static readonly SqlTwins Needs = new(
        "select r.type, r.id, r.needs from unnest(@types, @ids) as k (type, id) "
        + "join resource r on r.type = k.type and r.id = k.id",
        "select r.type, r.id, r.needs from resource r where r.type = @types and r.id = @ids");

    // Reference parameters of the elements in RecordScan.Holders.
    private const string HolderParameters = """
        ('Composition.entry', 'DiagnosticReport.result', 'DiagnosticReport.media', 'DocumentManifest.item',
         'DocumentManifest.related-ref', 'DocumentReference.related', 'List.item', 'Observation.has-member',
         'Observation.derived-from', 'Task.focus')
        """;

    private static readonly SqlTwins Raise = new(
        $"""
        update resource r set needs = r.needs | h.bits
          from (select i.type, i.id, bit_or(k.bits) as bits
                  from unnest(@type, @id, @bits) as k (type, id, bits)
                  join index_reference i on i.target_type = k.type and i.target_id = k.id
                   and i.type || '.' || i.param in {HolderParameters}
                 group by i.type, i.id) h
         where r.type = h.type and r.id = h.id and (r.needs & h.bits) <> h.bits
        returning r.type, r.id, r.needs
        """,
        $"""
        update resource set needs = needs | @bits
         where (type, id) in (
            select i.type, i.id from index_reference i
             where i.target_type = @type and i.target_id = @id and i.type || '.' || i.param in {HolderParameters})
           and (needs & @bits) <> @bits
        returning type, id, needs
        """);

    // What was said of a record before it was called sensitive says as much.
    private static readonly SqlTwins RaiseHistory = new(
        """
        update resource_history h set needs = h.needs | k.bits
          from unnest(@type, @id, @bits) as k (type, id, bits)
         where h.type = k.type and h.id = k.id and (h.needs & k.bits) <> k.bits
        """,
        """
        update resource_history set needs = needs | @bits
         where type = @type and id = @id and (needs & @bits) <> @bits
        """);

    /// <summary>Bits that pass on.</summary>
    public const RecordClass Passing = RecordClasses.Sensitive | RecordClass.VeryRestricted;

    /// <summary>Sensitivity of stored records; those without any are left out.</summary>
    public static async Task<Dictionary<ResourceKey, RecordClass>> PassingOfAsync(
        HubReader reader, IReadOnlyCollection<ResourceKey> keys, CancellationToken ct)
    {
        var rows = new Rows(
            keys.Count, ("@types", keys.Select(k => k.Type).ToArray()), ("@ids", keys.Select(k => k.Id).ToArray()));
        var found = await reader.Session.QueryRowsAsync(Needs, rows, Read, ct);
        return found.Where(f => f.Bits != 0).ToDictionary(f => f.Key, f => f.Bits);
    }

    /// <summary>Passes the sensitivity of records on to the stored ones that hold them.</summary>
    public static async Task PassAsync(
        HubTransaction tx, IReadOnlyList<(ResourceKey Key, RecordClass Bits)> from, CancellationToken ct)
    {
        for (var hop = 0; hop < Hops && from.Count > 0; hop++)
        {
            var rows = Columns(from);
            await tx.Session.ExecuteRowsAsync([(RaiseHistory, rows)], ct);
            from = await tx.Session.QueryRowsAsync(Raise, rows, Read, ct);
        }
    }

    private static (ResourceKey Key, RecordClass Bits) Read(System.Data.Common.DbDataReader r) =>
        (new(r.GetString(0), r.GetString(1)), (RecordClass)r.GetInt64(2) & Passing);

    private static Rows Columns(IReadOnlyList<(ResourceKey Key, RecordClass Bits)> rows) => new(
        rows.Count, ("@type", rows.Select(r => r.Key.Type).ToArray()), ("@id", rows.Select(r => r.Key.Id).ToArray()),
        ("@bits", rows.Select(r => (long)r.Bits).ToArray()));
}
