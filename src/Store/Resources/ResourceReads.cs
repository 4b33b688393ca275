using System.Globalization;
using IntegrationHub.Fhir;

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

    private const string History = $"""
        select * from ({Versions}) v where version < @before order by version desc limit @limit
        """;

    private const string OfType = $"""
        select * from (
            select {StoredResource.Columns} from resource where type = @type
            union all
            select {StoredResource.Columns} from resource_history where type = @type) v
         where (last_updated, id, version) < (@at, @id, @version)
         order by last_updated desc, id desc, version desc
         limit @limit
        """;

    private const string OfPatient = $"""
        select {StoredResource.Columns} from resource
         where patient_id = @patient and (type > @type or (type = @type and id > @id))
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

    /// <summary>Versions, newest first.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="type">Resource type.</param>
    /// <param name="id">Logical id.</param>
    /// <param name="before">Only versions below this one: the last of the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Task<IReadOnlyList<StoredResource>> HistoryAsync(
        HubReader reader, string type, string id, int? before, int limit, CancellationToken ct) => reader.QueryAsync(
            History, StoredResource.Read, ct,
            ("@type", type), ("@id", id), ("@before", before ?? int.MaxValue), ("@limit", limit));

    /// <summary>Versions of all resources of a type, newest first.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="type">Resource type.</param>
    /// <param name="after"><see cref="PositionOf"/> the last one of the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Task<IReadOnlyList<StoredResource>> TypeHistoryAsync(
        HubReader reader, string type, SearchPosition? after, int limit, CancellationToken ct)
    {
        var place = after?.Id.Split(' ') ?? [];
        var at = after is null ? FhirDates.Latest
            : SqlValues.FromMicroseconds(Math.Clamp(after.At, 0, FhirDates.Latest.Microseconds()));
        var version = place.Length == 2 && int.TryParse(place[1], CultureInfo.InvariantCulture, out var number)
            ? number : 0;
        return reader.QueryAsync(
            OfType, StoredResource.Read, ct,
            ("@type", type), ("@at", at), ("@id", place.Length == 2 ? place[0] : ""),
            ("@version", version), ("@limit", limit));
    }

    /// <summary>The place of a version in <see cref="TypeHistoryAsync"/>.</summary>
    public static SearchPosition PositionOf(StoredResource version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return new(version.LastUpdated.Microseconds(), string.Create(
            CultureInfo.InvariantCulture, $"{version.Id} {version.Version}"));
    }

    /// <summary>Everything in a patient's record, by type and id.</summary>
    /// <param name="reader">Where to read.</param>
    /// <param name="patientId">Logical id of the patient.</param>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Task<IReadOnlyList<StoredResource>> OfPatientAsync(
        HubReader reader, string patientId, ResourceKey? after, int limit, CancellationToken ct) => reader.QueryAsync(
            OfPatient, StoredResource.Read, ct,
            ("@patient", patientId), ("@type", after?.Type ?? ""), ("@id", after?.Id ?? ""), ("@limit", limit));
}
