using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>The lock and the field times of residents.</summary>
internal static class ResidentRows
{
    private const string Lock = """
        select patient_id, times from resident where patient_id = any(@ids) order by patient_id
        for update
        """;

    private const string Put = """
        insert into resident (patient_id, times) values (@id, @times)
        on conflict (patient_id) do update set times = excluded.times
        """;

    private const string Remove = "delete from resident where patient_id = @id";

    /// <summary>
    /// Locks residents until the transaction ends, in id order so that two exchanges cannot wait for each other.
    /// </summary>
    /// <returns>Their field times; a resident nobody has written yet is absent.</returns>
    public static async Task<Dictionary<string, FieldTimes>> LockAsync(
        HubTransaction tx, IEnumerable<string> ids, CancellationToken ct)
    {
        var rows = await tx.QueryAsync(
            Lock, r => (Id: r.GetString(0), Times: FieldTimes.Parse(r.GetString(1))), ct, ("@ids", ids.ToArray()));
        return rows.ToDictionary(r => r.Id, r => r.Times, StringComparer.Ordinal);
    }

    public static Task<int> PutAsync(HubTransaction tx, string id, FieldTimes times, CancellationToken ct) =>
        tx.ExecuteAsync(Put, ct, ("@id", id), ("@times", times.ToString()));

    public static Task<int> RemoveAsync(HubTransaction tx, string id, CancellationToken ct) =>
        tx.ExecuteAsync(Remove, ct, ("@id", id));
}
