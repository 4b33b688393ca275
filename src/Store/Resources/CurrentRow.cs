using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>The current row of a resource, locked, with what a change must know of it.</summary>
internal sealed record CurrentRow(StoredResource Stored, Guid Digest)
{
    private static readonly SqlTwins Lock = new(
        $"""
        select {StoredResource.RowColumns}, r.digest
          from unnest(@types, @ids) as k (type, id) join resource r on r.type = k.type and r.id = k.id
         order by r.type, r.id
        for update of r
        """,
        $"""
        select {StoredResource.RowColumns}, r.digest
          from resource r where r.type = @types and r.id = @ids
        """);

    /// <summary>Locks the rows that exist, always in the order of type and id.</summary>
    public static async Task<Dictionary<ResourceKey, CurrentRow>> LockAsync(
        HubTransaction tx, IEnumerable<ResourceKey> keys, CancellationToken ct)
    {
        var sorted = keys.Distinct().OrderBy(k => k.Type, StringComparer.Ordinal)
            .ThenBy(k => k.Id, StringComparer.Ordinal).ToArray();
        var rows = new Rows(
            sorted.Length,
            ("@types", Array.ConvertAll(sorted, k => k.Type)),
            ("@ids", Array.ConvertAll(sorted, k => k.Id)));
        var found = await tx.Session.QueryRowsAsync(Lock, rows, Read, ct);
        return found.ToDictionary(r => new ResourceKey(r.Stored.Type, r.Stored.Id));
    }

    private static CurrentRow Read(DbDataReader r) => new(StoredResource.Read(r), r.GetGuid(10));
}
