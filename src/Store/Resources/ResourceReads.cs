namespace IntegrationHub.Store;

/// <summary>Reading stored resources; bodies are served as they are.</summary>
public static partial class Resources
{
    private const string Current = $"select {StoredResource.Columns} from resource where type = @type and id = @id";

    private static readonly SqlTwins Many = new(
        $"""
        select {StoredResource.RowColumns}
          from unnest(@types, @ids) as k (type, id) join resource r on r.type = k.type and r.id = k.id
        """,
        $"select {StoredResource.RowColumns} from resource r where r.type = @types and r.id = @ids");

    private const string Versions = $"""
        select {StoredResource.Columns} from resource where type = @type and id = @id
        union all
        select {StoredResource.Columns} from resource_history where type = @type and id = @id
        """;

    private const string OneVersion = $"select * from ({Versions}) v where version = @version";

    private const string OfPatient = $$"""
        select {{StoredResource.Columns}} from resource
         where patient_id = @patient and (type > @type or (type = @type and id > @id)) and type <> 'Patient'
           and not deleted {0}
         order by type, id
         limit @limit
        """;

    /// <summary>The current version, a deleted one included; null when there never was one.</summary>
    public static Task<StoredResource?> ReadAsync(HubReader reader, string type, string id, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(Current, StoredResource.Read, ct, ("@type", type), ("@id", id));

    /// <summary>Current versions of many; those that are absent are left out.</summary>
    public static async Task<IReadOnlyList<StoredResource>> ReadManyAsync(
        HubReader reader, IReadOnlyCollection<ResourceKey> keys, CancellationToken ct)
    {
        var distinct = keys.Distinct().ToArray();
        var rows = new Rows(
            distinct.Length,
            ("@types", distinct.Select(k => k.Type).ToArray()),
            ("@ids", distinct.Select(k => k.Id).ToArray()));
        return await reader.Session.QueryRowsAsync(Many, rows, StoredResource.Read, ct);
    }

    /// <summary>One version, current or older.</summary>
    public static Task<StoredResource?> ReadVersionAsync(
        HubReader reader, string type, string id, int version, CancellationToken ct) =>
        reader.QuerySingleOrDefaultAsync(
            OneVersion, StoredResource.Read, ct, ("@type", type), ("@id", id), ("@version", version));

    /// <summary>A patient's record by type and id, without the Patient itself and what is deleted.</summary>
    public static Task<IReadOnlyList<StoredResource>> OfPatientAsync(
        HubReader reader, RecordQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var filters = (query.Types.Count > 0 ? "and type = any(@types) " : "")
            + (query.Since is null ? "" : "and last_updated >= @since");
        return reader.QueryAsync(
            OfPatient.Replace("{0}", filters, StringComparison.Ordinal), StoredResource.Read, ct,
            [
                ("@patient", query.PatientId), ("@type", query.After?.Type ?? ""), ("@id", query.After?.Id ?? ""),
                ("@limit", query.Limit),
                .. query.Types.Count > 0 ? new (string, object?)[] { ("@types", query.Types.ToArray()) } : [],
                .. query.Since is { } since ? new (string, object?)[] { ("@since", since) } : [],
            ]);
    }
}

/// <summary>Which part of a patient's record is wanted.</summary>
/// <param name="PatientId">Logical id of the patient.</param>
/// <param name="Types">Only these types; empty: all.</param>
/// <param name="Since">Only what changed then or later.</param>
/// <param name="After">The last one of the page before; null for the first page.</param>
/// <param name="Limit">At most so many.</param>
public sealed record RecordQuery(
    string PatientId, IReadOnlySet<string> Types, DateTimeOffset? Since, ResourceKey? After, int Limit)
{
    /// <summary>True when the filters let a resource through.</summary>
    public bool Shows(StoredResource resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        return (Types.Count == 0 || Types.Contains(resource.Type)) && !(resource.LastUpdated < Since);
    }
}
