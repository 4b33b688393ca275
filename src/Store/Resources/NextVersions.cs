using Hl7.Fhir.Model;

namespace IntegrationHub.Store;

/// <summary>New versions on their way into the tables: current rows, history, index rows and business keys.</summary>
internal sealed class NextVersions(AccessPolicy policy)
{
    private static readonly SqlTwins Keep = new(
        $"""
        insert into resource_history ({StoredResource.Columns}, needs)
        select {StoredResource.RowColumns}, r.needs
          from unnest(@type, @id) as k (type, id) join resource r on r.type = k.type and r.id = k.id
        """,
        $"""
        insert into resource_history ({StoredResource.Columns}, needs)
        select {StoredResource.Columns}, needs from resource where type = @type and id = @id
        """);

    private static readonly SqlTwins Replace = new(
        """
        update resource r
           set version = k.version, body = k.body, digest = k.digest, custodian = k.custodian, patient_id = k.patient,
               at = k.at, until = k.until, spans = k.spans, event_at = k.event_at, message_id = k.message,
               last_updated = k.updated, deleted = k.deleted, needs = k.needs
          from unnest(@type, @id, @version, @body, @digest, @custodian, @patient, @at, @until, @spans, @event,
                      @message, @updated, @deleted, @needs)
               as k (type, id, version, body, digest, custodian, patient, at, until, spans, event_at, message, updated,
                     deleted, needs)
         where r.type = k.type and r.id = k.id
        """,
        """
        update resource
           set version = @version, body = @body, digest = @digest, custodian = @custodian, patient_id = @patient,
               at = @at, until = @until, spans = @spans, event_at = @event, message_id = @message,
               last_updated = @updated, deleted = @deleted, needs = @needs
         where type = @type and id = @id
        """);

    private static readonly SqlTwins Insert = new(
        """
        insert into resource (type, id, version, body, digest, custodian, patient_id, at, until, spans, event_at,
                              message_id, last_updated, deleted, needs)
        select * from unnest(@type, @id, @version, @body, @digest, @custodian, @patient, @at, @until, @spans, @event,
                             @message, @updated, @deleted, @needs)
        """,
        """
        insert into resource (type, id, version, body, digest, custodian, patient_id, at, until, spans, event_at,
                              message_id, last_updated, deleted, needs)
        values (@type, @id, @version, @body, @digest, @custodian, @patient, @at, @until, @spans, @event,
                @message, @updated, @deleted, @needs)
        """);

    // Identical content from a later event: no new version, but an event in between is too old from now on.
    private static readonly SqlTwins Touch = new(
        """
        update resource r set event_at = k.event_at from unnest(@type, @id, @event) as k (type, id, event_at)
         where r.type = k.type and r.id = k.id
        """,
        "update resource set event_at = @event where type = @type and id = @id");

    private readonly List<Version> first = [];
    private readonly List<Version> later = [];
    private readonly List<(ResourceKey Key, DateTimeOffset EventAt)> touched = [];
    private readonly Dictionary<BusinessKey, string> keys = [];
    private readonly Dictionary<BusinessKey, string> owned = [];
    private readonly Dictionary<BusinessKey, string> dropped = [];
    private readonly List<ResourceKey> deleted = [];
    private readonly IndexTables index = new();
    private readonly RecordMarks marks = new();

    /// <summary>A new version, the first one when <paramref name="before"/> is null; without content it is
    /// deleted.</summary>
    public void Add(CurrentRow? before, StoredResource now, Guid digest, ResourceIndex nowIndex, Resource? resource)
    {
        marks.Add(now, nowIndex, resource, before is null, policy);
        (before is null ? first : later).Add(new(now, digest, nowIndex));
        if (before is null)
            index.Add(new(now.Type, now.Id), nowIndex);
        else
            index.Change(new(now.Type, now.Id), now.Deleted ? null : nowIndex);
    }

    /// <summary>Content stays; the event that confirmed it is newer.</summary>
    public void Confirm(ResourceKey key, DateTimeOffset eventAt) => touched.Add((key, eventAt));

    /// <summary>Keys that shall lead here, unless they lead somewhere already.</summary>
    public void Claim(IEnumerable<BusinessKey> wanted, string id)
    {
        foreach (var key in wanted)
            keys.TryAdd(key, id);
    }

    /// <summary>Keys that must lead here and nowhere else.</summary>
    public void Own(IEnumerable<BusinessKey> wanted, string id)
    {
        foreach (var key in wanted)
            owned.TryAdd(key, id);
    }

    /// <summary>Keys that lead here no more.</summary>
    public void Release(IEnumerable<BusinessKey> gone, string id)
    {
        foreach (var key in gone)
            dropped.TryAdd(key, id);
    }

    /// <summary>A deleted resource: no key leads there any more.</summary>
    public void ReleaseAll(ResourceKey key) => deleted.Add(key);

    /// <summary>Writes everything in one round trip; changes read first which index rows stand, what steers access
    /// (visits, contracts, consents) what is known of the patient.</summary>
    /// <returns>False when a key that must lead here leads elsewhere: nothing of this may be committed.</returns>
    public async Task<bool> SaveAsync(HubTransaction tx, CancellationToken ct)
    {
        var kept = new Rows(later.Count, Column("@type", later, v => v.Now.Type), Column("@id", later, v => v.Now.Id));
        var confirmed = new Rows(
            touched.Count, Column("@type", touched, t => t.Key.Type), Column("@id", touched, t => t.Key.Id),
            Column("@event", touched, t => t.EventAt));
        await marks.TakeFromHeldAsync(tx, ct);
        var changed = await tx.Session.ExecuteRowsAsync(
            [
                (Keep, kept), (Replace, Columns(later)), (Insert, Columns(first)), (Touch, confirmed),
                .. await index.StatementsAsync(tx, ct), .. await marks.StatementsAsync(tx, ct),
                Identities.ClaimRows(keys), Identities.ReleaseAllRows(deleted),
                Identities.ReleaseRows(dropped), Identities.OwnRows(owned),
            ],
            ct);
        await marks.PassOnAsync(tx, ct);
        return changed[^1] == owned.Count;
    }

    private Rows Columns(List<Version> rows) => new(
        rows.Count,
        Column("@type", rows, v => v.Now.Type),
        Column("@id", rows, v => v.Now.Id),
        Column("@version", rows, v => v.Now.Version),
        Column("@body", rows, v => v.Now.BodyJson),
        Column("@digest", rows, v => v.Digest),
        Column("@custodian", rows, v => v.Now.Custodian),
        Column("@patient", rows, v => v.Index.PatientId),
        Column("@at", rows, v => v.Index.At),
        Column("@until", rows, v => v.Index.Until),
        Column("@spans", rows, v => v.Index.Spans),
        Column("@event", rows, v => v.Now.EventAt),
        Column("@message", rows, v => v.Now.MessageId),
        Column("@updated", rows, v => v.Now.LastUpdated),
        Column("@deleted", rows, v => v.Now.Deleted),
        Column("@needs", rows, v => marks.NeedsOf(new(v.Now.Type, v.Now.Id))));

    private static (string, object?) Column<TRow, T>(string name, List<TRow> rows, Func<TRow, T> of) =>
        (name, rows.Select(of).ToArray());

    private sealed record Version(StoredResource Now, Guid Digest, ResourceIndex Index);
}
