using System.Collections.Concurrent;

namespace IntegrationHub.Store;

/// <summary>Reading stored resources; bodies are served as they are.</summary>
public static partial class Resources
{
    private const string Current = $$"""
        select {{StoredResource.RowColumns}} from resource r where r.type = @type and r.id = @id and {0}
        """;

    private const string Plain =
        $"select {StoredResource.RowColumns}, r.needs from resource r where r.type = @type and r.id = @id";

    private const string ManyPostgres = $$"""
        select {{StoredResource.RowColumns}}
          from unnest(@types, @ids) as k (type, id) join resource r on r.type = k.type and r.id = k.id and {0}
        """;

    private const string ManySqlite = $$"""
        select {{StoredResource.RowColumns}} from resource r where r.type = @types and r.id = @ids and {0}
        """;

    // An older version may be seen by whoever sees the resource now and is allowed what the version needs.
    private const string OneVersion = $$"""
        select {{StoredResource.RowColumns}} from resource r
         where r.type = @type and r.id = @id and r.version = @version and {0}
        union all
        select {{StoredResource.VersionColumns}} from resource_history v
          join resource r on r.type = v.type and r.id = v.id
         where v.type = @type and v.id = @id and v.version = @version and {1}
        """;

    private const string OfPatient = $$"""
        select {{StoredResource.RowColumns}} from resource r
         where r.patient_id = @patient and (r.type > @type or (r.type = @type and r.id > @id)) and r.type <> 'Patient'
           and not r.deleted {0}
         order by r.type, r.id
         limit @limit
        """;

    private static readonly ConcurrentDictionary<string, string> Texts = new();
    private static readonly ConcurrentDictionary<string, string> ViewedTexts = new();

    /// <summary>The current version, a deleted one included; null when there never was one.</summary>
    public static async Task<StoredResource?> ReadAsync(
        HubReader reader, string type, string id, CancellationToken ct)
    {
        if (!reader.View.SeesType(type))
            return null;
        // Most read what they keep: that is seen from the row itself, and the tables of the rule are not asked.
        var (found, needs) = await reader.QuerySingleOrDefaultAsync(
            Plain, r => (StoredResource.Read(r), r.GetInt64(10)), ct, ("@type", type), ("@id", id));
        return found is null || reader.View.Keeps(found.Custodian, (RecordClass)needs)
            ? found
            : await reader.QuerySingleOrDefaultAsync(
                For(reader, Current), StoredResource.Read, ct, [("@type", type), ("@id", id), .. Viewed(reader)]);
    }

    /// <summary>Current versions of many; those that are absent are left out.</summary>
    public static async Task<IReadOnlyList<StoredResource>> ReadManyAsync(
        HubReader reader, IReadOnlyCollection<ResourceKey> keys, CancellationToken ct)
    {
        var distinct = keys.Distinct().Where(k => reader.View.SeesType(k.Type)).ToArray();
        var rows = new Rows(
            distinct.Length,
            ("@types", distinct.Select(k => k.Type).ToArray()),
            ("@ids", distinct.Select(k => k.Id).ToArray()))
        {
            Fixed = Viewed(reader),
        };
        return await reader.Session.QueryRowsAsync(
            new(For(reader, ManyPostgres), For(reader, ManySqlite)), rows, StoredResource.Read, ct);
    }

    /// <summary>Which of the resources the reader's view may know of, deleted ones included.</summary>
    public static async Task<IReadOnlySet<ResourceKey>> VisibleAsync(
        HubReader reader, IReadOnlyCollection<ResourceKey> keys, CancellationToken ct) =>
        (await ReadManyAsync(reader, keys, ct)).Select(r => new ResourceKey(r.Type, r.Id)).ToHashSet();

    /// <summary>One version, current or older.</summary>
    public static async Task<StoredResource?> ReadVersionAsync(
        HubReader reader, string type, string id, int version, CancellationToken ct) => !reader.View.SeesType(type)
        ? null
        : await reader.QuerySingleOrDefaultAsync(
            For(reader, OneVersion), StoredResource.Read, ct,
            [("@type", type), ("@id", id), ("@version", version), .. Viewed(reader)]);

    /// <summary>A patient's record by type and id, without the Patient itself and what is deleted.</summary>
    public static Task<IReadOnlyList<StoredResource>> OfPatientAsync(
        HubReader reader, RecordQuery query, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(query);
        var types = query.Types.Count > 0 ? query.Types : reader.View.Types;
        var filters = (types is null ? "" : "and r.type = any(@types) ")
            + (query.Since is null ? "" : "and r.last_updated >= @since ")
            + (reader.View.IsHub ? "" : $"and {reader.View.Where("r")}");
        return reader.QueryAsync(
            OfPatient.Replace("{0}", filters, StringComparison.Ordinal), StoredResource.Read, ct,
            [
                ("@patient", query.PatientId), ("@type", query.After?.Type ?? ""), ("@id", query.After?.Id ?? ""),
                ("@limit", query.Limit),
                .. types is null ? [] : new (string, object?)[] { ("@types", types.Where(reader.View.SeesType).ToArray()) },
                .. query.Since is { } since ? new (string, object?)[] { ("@since", since) } : [],
                .. Viewed(reader),
            ]);
    }

    // Two texts of each: for the hub itself and for callers.
    private static string For(HubReader reader, string sql) => reader.View.IsHub
        ? Texts.GetOrAdd(sql, s => Filled(s, RecordView.Hub))
        : ViewedTexts.GetOrAdd(sql, static (s, view) => Filled(s, view), reader.View);

    private static string Filled(string sql, RecordView view) => sql
        .Replace("{0}", view.Where("r"), StringComparison.Ordinal)
        .Replace("{1}", view.Where("r", "(r.needs | v.needs)"), StringComparison.Ordinal);

    private static (string, object?)[] Viewed(HubReader reader) => reader.View.Parameters(reader.Clock.GetUtcNow());
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
