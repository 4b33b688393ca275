using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>One version of a stored resource.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Id">Logical id.</param>
/// <param name="Version">1, 2, 3 …</param>
/// <param name="BodyJson">The JSON as it is served, with id and meta.</param>
/// <param name="Custodian">Member that keeps the record.</param>
/// <param name="PatientId">Patient whose record it belongs to, or null.</param>
/// <param name="LastUpdated">When this version was made, UTC, whole milliseconds.</param>
/// <param name="EventAt">When the source says it happened, UTC.</param>
/// <param name="MessageId">Message that brought it.</param>
/// <param name="Deleted">True: the body is the last one before the deletion.</param>
/// <param name="Changed">After a write: false when content was identical or the event older, and no version was
/// made.</param>
public sealed record StoredResource(
    string Type,
    string Id,
    int Version,
    string BodyJson,
    string Custodian,
    string? PatientId,
    DateTimeOffset LastUpdated,
    DateTimeOffset EventAt,
    Guid MessageId,
    bool Deleted,
    bool Changed = false)
{
    internal const string Columns =
        "type, id, version, body, custodian, patient_id, last_updated, event_at, message_id, deleted";

    internal const string RowColumns =
        "r.type, r.id, r.version, r.body, r.custodian, r.patient_id, r.last_updated, r.event_at, r.message_id, "
        + "r.deleted";

    internal const string VersionColumns =
        "v.type, v.id, v.version, v.body, v.custodian, v.patient_id, v.last_updated, v.event_at, v.message_id, "
        + "v.deleted";

    internal static StoredResource Read(DbDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetInt32(2), r.GetString(3), r.GetString(4),
        r.GetString(5) is { Length: > 0 } patient ? patient : null,
        r.Instant(6), r.Instant(7), r.GetGuid(8), r.GetBoolean(9));
}
