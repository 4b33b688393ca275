namespace IntegrationHub.Store;

/// <summary>Business identifiers → logical ids, guarded by a unique index.</summary>
public static class Identities
{
    private static readonly SqlTwins Known = new(
        """
        select b.type, b.system, b.value, b.id
          from unnest(@types, @systems, @values) as k (type, system, value)
          join business_key b on b.type = k.type and b.system = k.system and b.value = k.value
        """,
        """
        select type, system, value, id from business_key
         where type = @types and system = @systems and value = @values
        """);

    // Insert first: the unique index decides between two sessions, and the loser waits for the winner's commit.
    private static readonly SqlTwins Insert = new(
        """
        insert into business_key (type, system, value, id)
        select * from unnest(@types, @systems, @values, @ids)
        on conflict (type, system, value) do nothing
        """,
        """
        insert into business_key (type, system, value, id) values (@types, @systems, @values, @ids)
        on conflict (type, system, value) do nothing
        """);

    // A key that leads elsewhere is not changed, and so not counted: the caller compares.
    private static readonly SqlTwins Own = new(
        """
        insert into business_key (type, system, value, id)
        select * from unnest(@types, @systems, @values, @ids)
        on conflict (type, system, value) do update set id = excluded.id where business_key.id = excluded.id
        """,
        """
        insert into business_key (type, system, value, id) values (@types, @systems, @values, @ids)
        on conflict (type, system, value) do update set id = excluded.id where business_key.id = excluded.id
        """);

    private static readonly SqlTwins Release = new(
        """
        delete from business_key b
         using unnest(@types, @systems, @values, @ids) as k (type, system, value, id)
         where b.type = k.type and b.system = k.system and b.value = k.value and b.id = k.id
        """,
        """
        delete from business_key where type = @types and system = @systems and value = @values and id = @ids
        """);

    private static readonly SqlTwins ReleaseAll = new(
        "delete from business_key b using unnest(@types, @ids) as k (type, id) where b.type = k.type and b.id = k.id",
        "delete from business_key where type = @types and id = @ids");

    /// <summary>Ids of those keys that are known.</summary>
    public static async Task<IReadOnlyDictionary<BusinessKey, string>> ResolveAsync(
        HubReader reader, IReadOnlyCollection<BusinessKey> keys, CancellationToken ct)
    {
        var found = new Dictionary<BusinessKey, string>();
        var sorted = Sorted(keys);
        var rows = await reader.Session.QueryRowsAsync(
            Known, Columns(sorted),
            r => (Key: new BusinessKey(r.GetString(0), r.GetString(1), r.GetString(2)), Id: r.GetString(3)), ct);
        var byStored = rows.ToDictionary(r => r.Key, r => r.Id);
        foreach (var key in sorted)
        {
            if (byStored.TryGetValue(Stored(key), out var id))
                found[key] = id;
        }

        return found;
    }

    /// <summary>
    /// Gives every key an id for good: the wanted one, or the one that is already there or was committed first by
    /// another session.
    /// </summary>
    /// <returns>The id each key leads to now.</returns>
    public static async Task<IReadOnlyDictionary<BusinessKey, string>> ClaimAsync(
        HubTransaction tx, IReadOnlyDictionary<BusinessKey, string> wanted, CancellationToken ct)
    {
        await tx.Session.ExecuteRowsAsync([ClaimRows(wanted)], ct);
        return await ResolveAsync(tx, [.. wanted.Keys], ct);
    }

    /// <summary>The statement that claims keys, for a batch.</summary>
    internal static (SqlTwins Sql, Rows Rows) ClaimRows(IReadOnlyDictionary<BusinessKey, string> wanted) =>
        (Insert, WithIds(wanted));

    /// <summary>The statement that makes keys lead to their ids; rows it does not change are taken by others.</summary>
    internal static (SqlTwins Sql, Rows Rows) OwnRows(IReadOnlyDictionary<BusinessKey, string> wanted) =>
        (Own, WithIds(wanted));

    /// <summary>The statement that frees keys a resource has no more.</summary>
    internal static (SqlTwins Sql, Rows Rows) ReleaseRows(IReadOnlyDictionary<BusinessKey, string> dropped) =>
        (Release, WithIds(dropped));

    /// <summary>The statement that frees every key of deleted resources.</summary>
    internal static (SqlTwins Sql, Rows Rows) ReleaseAllRows(IReadOnlyCollection<ResourceKey> deleted) => (
        ReleaseAll,
        new(deleted.Count,
            ("@types", deleted.Select(k => k.Type).ToArray()), ("@ids", deleted.Select(k => k.Id).ToArray())));

    private static Rows WithIds(IReadOnlyDictionary<BusinessKey, string> wanted)
    {
        var sorted = Sorted(wanted.Keys);
        var rows = Columns(sorted);
        return rows with { Columns = [.. rows.Columns, ("@ids", sorted.Select(k => wanted[k]).ToArray())] };
    }

    private static Rows Columns(BusinessKey[] keys) => new(
        keys.Length,
        ("@types", keys.Select(k => k.Type).ToArray()),
        ("@systems", keys.Select(k => IndexText.Clip(k.System)).ToArray()),
        ("@values", keys.Select(k => IndexText.Clip(k.Value)).ToArray()));

    private static BusinessKey Stored(BusinessKey key) =>
        new(key.Type, IndexText.Clip(key.System), IndexText.Clip(key.Value));

    // Always in the same order, so that two sessions cannot wait for each other.
    private static BusinessKey[] Sorted(IEnumerable<BusinessKey> keys) =>
    [
        .. keys.Distinct()
            .OrderBy(k => k.Type, StringComparer.Ordinal)
            .ThenBy(k => k.System, StringComparer.Ordinal)
            .ThenBy(k => k.Value, StringComparer.Ordinal),
    ];
}
