namespace IntegrationHub.Store;

/// <summary>FHIR resources: current rows, history and index rows, written together.</summary>
public static partial class Resources
{
    /// <summary>
    /// Stores resources. What is identical or older than what is stored makes no new version. Two round trips,
    /// whatever the number; rows are locked in the order of type and id.
    /// </summary>
    /// <returns>What is stored now, in the order of <paramref name="writes"/>.</returns>
    public static async Task<IReadOnlyList<StoredResource>> WriteAsync(
        HubTransaction tx, IReadOnlyList<ResourceWrite> writes, CancellationToken ct)
    {
        var ids = await IdsAsync(tx, writes, ct);
        var stored = new StoredResource[writes.Count];
        // The same resource twice in one call: its second content comes after the first one is in.
        var left = Enumerable.Range(0, writes.Count).ToList();
        while (left.Count > 0)
        {
            var round = left.DistinctBy(i => (writes[i].Type, ids[i])).ToList();
            await WriteOnceAsync(tx, round, i => (writes[i], ids[i]), stored, ct);
            left = [.. left.Except(round)];
        }

        return stored;
    }

    private static async Task WriteOnceAsync(
        HubTransaction tx, List<int> round, Func<int, (ResourceWrite Write, string Id)> at, StoredResource[] stored,
        CancellationToken ct)
    {
        var current = await CurrentRow.LockAsync(tx,
            round.Select(i => new ResourceKey(at(i).Write.Type, at(i).Id)), ct);
        var next = new NextVersions(tx.Memory.Policy);
        foreach (var i in round)
        {
            var (write, id) = at(i);
            stored[i] = Decide(tx, write, id, current.GetValueOrDefault(new(write.Type, id)), next);
        }

        await next.SaveAsync(tx, ct);
    }

    private static StoredResource Decide(
        HubTransaction tx, ResourceWrite write, string id, CurrentRow? before, NextVersions next)
    {
        next.Claim(write.Keys, id);
        if (before is not null && write.EventAt < before.Stored.EventAt)
            return before.Stored;

        var body = ResourceBody.Of(write.Resource, id);
        var index = ResourceIndex.Of(write, write.Resource);
        if (before is { Stored.Deleted: false } && before.Digest == body.Digest
            && before.Stored.Custodian == write.Custodian && (before.Stored.PatientId ?? "") == index.PatientId)
        {
            if (write.EventAt > before.Stored.EventAt)
                next.Confirm(new(write.Type, id), write.EventAt);
            return before.Stored with { EventAt = write.EventAt };
        }

        var version = (before?.Stored.Version ?? 0) + 1;
        var updated = UpdateTime(tx, before);
        var now = new StoredResource(
            write.Type, id, version, body.At(version, updated), write.Custodian,
            index.PatientId is { Length: > 0 } patient ? patient : null, updated, write.EventAt, write.MessageId,
            Deleted: false, Changed: true);
        next.Add(before, now, body.Digest, index, write.Resource);
        return now;
    }

    // Whole milliseconds, as FHIR instants show them; later than the version before even when the clock went back.
    private static DateTimeOffset UpdateTime(HubTransaction tx, CurrentRow? before)
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(tx.Clock.GetUtcNow().ToUnixTimeMilliseconds());
        return before is not null && before.Stored.LastUpdated >= now
            ? before.Stored.LastUpdated.AddMilliseconds(1)
            : now;
    }

    private static async Task<string[]> IdsAsync(
        HubTransaction tx, IReadOnlyList<ResourceWrite> writes, CancellationToken ct)
    {
        var open = writes.Where(w => w.Id is null && w.Keys.Count > 0).ToList();
        var known = open.Count == 0
            ? new Dictionary<BusinessKey, string>()
            : await Identities.ResolveAsync(tx, [.. open.SelectMany(w => w.Keys)], ct);
        var wanted = new Dictionary<BusinessKey, string>();
        foreach (var write in open.Where(w => !w.Keys.Any(known.ContainsKey)))
            wanted.TryAdd(write.Keys[0], NewId(tx.Clock));
        var claimed = wanted.Count == 0 ? wanted : await Identities.ClaimAsync(tx, wanted, ct);
        return [.. writes.Select(w => w.Id ?? Found(w))];

        string Found(ResourceWrite write) =>
            write.Keys.Select(k => known.GetValueOrDefault(k) ?? claimed.GetValueOrDefault(k))
                .FirstOrDefault(id => id is not null) ?? NewId(tx.Clock);
    }

    /// <summary>A new logical id. They grow with time, so that the newest rows lie together in every index.</summary>
    public static string NewId(TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow()).ToString();
}
