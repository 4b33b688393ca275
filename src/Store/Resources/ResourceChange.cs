using Hl7.Fhir.Model;

namespace IntegrationHub.Store;

/// <summary>What a client wants to become of one resource.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Id">Logical id.</param>
/// <param name="Resource">New content; null deletes it.</param>
/// <param name="Custodian">Member that keeps the record.</param>
/// <param name="MessageId">Names the request, so that a repeated transaction knows what it has done.</param>
public sealed record ResourceChange(string Type, string Id, Resource? Resource, string Custodian, Guid MessageId)
{
    /// <summary>Business identifiers that must lead here and nowhere else.</summary>
    public IReadOnlyList<BusinessKey> Keys { get; init; } = [];

    /// <summary>Business identifiers that led here and do no more.</summary>
    public IReadOnlyList<BusinessKey> Dropped { get; init; } = [];
}

/// <summary>What became of changes.</summary>
/// <param name="Stored">What is stored now, in the order of the changes.</param>
/// <param name="Taken">Identifiers that name other resources; when there are any, the transaction must be
/// abandoned.</param>
public sealed record ChangeOutcome(IReadOnlyList<StoredResource> Stored, IReadOnlyList<BusinessKey> Taken);

/// <summary>Current rows, locked until the transaction ends.</summary>
public sealed class LockedRows
{
    private readonly IReadOnlyDictionary<ResourceKey, CurrentRow> rows;

    internal LockedRows(IReadOnlyDictionary<ResourceKey, CurrentRow> rows) => this.rows = rows;

    /// <summary>Nothing locked: for ids nobody else can know yet.</summary>
    public static LockedRows None { get; } = new(new Dictionary<ResourceKey, CurrentRow>());

    /// <summary>What is stored, deleted or not; null when there never was one.</summary>
    public StoredResource? Find(ResourceKey key) => rows.GetValueOrDefault(key)?.Stored;

    internal CurrentRow? Row(ResourceKey key) => rows.GetValueOrDefault(key);
}

public static partial class Resources
{
    private const string LockTexts =
        "select count(pg_advisory_xact_lock(hashtextextended(t, 7))) from unnest(@texts) as t";

    /// <summary>Locks current rows, always in the order of type and id.</summary>
    public static async Task<LockedRows> LockAsync(
        HubTransaction tx, IReadOnlyCollection<ResourceKey> keys, CancellationToken ct) =>
        keys.Count == 0 ? LockedRows.None : new(await CurrentRow.LockAsync(tx, keys, ct));

    /// <summary>
    /// Lets one transaction at a time decide on a condition, such as <c>Patient identifier=…</c>. Which other resources
    /// exist cannot change between the question and the commit when everybody asks in this way.
    /// </summary>
    public static Task LockConditionsAsync(HubTransaction tx, IEnumerable<string> conditions, CancellationToken ct)
    {
        string[] sorted = [.. conditions.Distinct().Order(StringComparer.Ordinal)];
        return sorted.Length == 0 || !tx.IsPostgres
            ? Task.CompletedTask // SQLite has one writer: its transaction is the lock
            : tx.QueryAsync(LockTexts, _ => 0, ct, ("@texts", sorted));
    }

    /// <summary>Makes changes on locked rows in one round trip. A resource occurs once; identical content makes no
    /// version.</summary>
    /// <param name="tx">The transaction.</param>
    /// <param name="locked">The rows of all changes, but for ids that are new.</param>
    /// <param name="changes">Decided on those rows.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<ChangeOutcome> ChangeAsync(
        HubTransaction tx, LockedRows locked, IReadOnlyList<ResourceChange> changes, CancellationToken ct)
    {
        var next = new NextVersions(tx.Memory.Policy);
        var stored = changes.Select(c => Change(tx, c, locked.Row(new(c.Type, c.Id)), next)).ToList();
        if (await next.SaveAsync(tx, ct))
            return new(stored, []);
        var wanted = changes.SelectMany(c => c.Keys.Select(k => (Key: k, c.Id))).ToList();
        var owners = await Identities.ResolveAsync(tx, [.. wanted.Select(w => w.Key).Distinct()], ct);
        return new(
            stored, [.. wanted.Where(w => owners.GetValueOrDefault(w.Key) != w.Id).Select(w => w.Key).Distinct()]);
    }

    private static StoredResource Change(
        HubTransaction tx, ResourceChange change, CurrentRow? before, NextVersions next)
    {
        var now = UpdateTime(tx, before);
        if (change.Resource is not { } resource)
            return Delete(change, before!, now, next);

        next.Release(change.Dropped, change.Id);
        next.Own(change.Keys, change.Id);
        var eventAt = before is not null && before.Stored.EventAt > now ? before.Stored.EventAt : now;
        var patient = change.Type == "Patient" ? change.Id : null;
        var write = new ResourceWrite(
            change.Type, change.Id, [], resource, change.Custodian, patient, eventAt, change.MessageId);
        var body = ResourceBody.Of(resource, change.Id);
        if (before is { Stored.Deleted: false } && before.Digest == body.Digest)
            return before.Stored;

        var index = ResourceIndex.Of(write, resource);
        var version = (before?.Stored.Version ?? 0) + 1;
        var stored = new StoredResource(
            change.Type, change.Id, version, body.At(version, now), change.Custodian,
            index.PatientId is { Length: > 0 } owner ? owner : null, now, eventAt, change.MessageId,
            Deleted: false, Changed: true);
        next.Add(before, stored, body.Digest, index, resource);
        return stored;
    }

    private static StoredResource Delete(
        ResourceChange change, CurrentRow before, DateTimeOffset now, NextVersions next)
    {
        if (before.Stored.Deleted)
            return before.Stored;
        next.ReleaseAll(new(change.Type, change.Id));
        var gone = before.Stored with
        {
            Version = before.Stored.Version + 1,
            LastUpdated = now,
            EventAt = before.Stored.EventAt > now ? before.Stored.EventAt : now,
            MessageId = change.MessageId,
            Deleted = true,
            Changed = true,
        };
        next.Add(before, gone, before.Digest, new(gone.PatientId ?? "", gone.EventAt, gone.EventAt, [], ""),
            resource: null);
        return gone;
    }
}
