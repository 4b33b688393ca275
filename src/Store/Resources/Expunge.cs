namespace IntegrationHub.Store;

/// <summary>What to remove for good.</summary>
/// <param name="Custodian">Only records this member keeps.</param>
/// <param name="Type">Resource type; null: all.</param>
/// <param name="Id">Logical id; null: all of the type.</param>
/// <param name="Limit">At most so many rows.</param>
public sealed record ExpungeScope(string Custodian, string? Type, string? Id, int Limit);

/// <summary>Removes what is no more wanted; nothing can bring it back.</summary>
public static class Expunge
{
    private const string Versions = """
        delete from resource_history
         where (type, id, version) in (
            select h.type, h.id, h.version from resource_history h where h.custodian = @custodian {0} limit @limit)
        """;

    private const string DeletedOnes = """
        select h.type, h.id from resource h where h.deleted and h.custodian = @custodian {0}
         order by h.type, h.id limit @limit
        """;

    private static readonly SqlTwins RemoveHistory = new(
        "delete from resource_history h using unnest(@types, @ids) as k (type, id) where h.type = k.type "
        + "and h.id = k.id",
        "delete from resource_history where type = @types and id = @ids");

    private static readonly SqlTwins Remove = new(
        "delete from resource r using unnest(@types, @ids) as k (type, id) where r.type = k.type and r.id = k.id "
        + "and r.deleted",
        "delete from resource where type = @types and id = @ids and deleted");

    private static readonly SqlTwins RemoveParties = new(
        "delete from record_party p using unnest(@types, @ids) as k (type, id) where p.type = k.type and p.id = k.id",
        "delete from record_party where type = @types and id = @ids");

    /// <summary>Removes versions that are not the current ones.</summary>
    /// <returns>Versions removed.</returns>
    public static Task<int> PreviousVersionsAsync(HubTransaction tx, ExpungeScope scope, CancellationToken ct) =>
        tx.ExecuteAsync(Text(Versions, scope), ct, Parameters(scope));

    /// <summary>Removes deleted resources with all their versions.</summary>
    /// <returns>Resources removed.</returns>
    public static async Task<int> DeletedAsync(HubTransaction tx, ExpungeScope scope, CancellationToken ct)
    {
        var keys = await tx.QueryAsync(
            Text(DeletedOnes, scope), r => new ResourceKey(r.GetString(0), r.GetString(1)), ct, Parameters(scope));
        if (keys.Count == 0)
            return 0;
        await CurrentRow.LockAsync(tx, keys, ct);
        var rows = new Rows(
            keys.Count, ("@types", keys.Select(k => k.Type).ToArray()), ("@ids", keys.Select(k => k.Id).ToArray()));
        return (await tx.Session.ExecuteRowsAsync(
            [(RemoveHistory, rows), (Remove, rows), (RemoveParties, rows)],
            ct))[1];
    }

    private static string Text(string sql, ExpungeScope scope) => sql.Replace(
        "{0}",
        (scope.Type is null ? "" : "and h.type = @type ") + (scope.Id is null ? "" : "and h.id = @id"),
        StringComparison.Ordinal);

    private static (string, object?)[] Parameters(ExpungeScope scope) =>
    [
        ("@custodian", scope.Custodian), ("@limit", scope.Limit),
        .. scope.Type is null ? [] : new (string, object?)[] { ("@type", scope.Type) },
        .. scope.Id is null ? [] : new (string, object?)[] { ("@id", scope.Id) },
    ];
}
