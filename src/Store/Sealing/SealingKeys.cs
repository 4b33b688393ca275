using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Sealing;

/// <summary>Which keys the rows of the exchange's database need.</summary>
public static class SealingKeys
{
    private const string Noted = "select key_id from sealing_key order by key_id";

    private const string Note = """
        insert into sealing_key (key_id, since, complete) values (@key, clock_timestamp(), @no) on conflict (key_id) do nothing
        """;

    private const string Complete = "update sealing_key set complete = @yes where key_id = @key";

    private const string Open = "select count(*) from sealing_key where key_id <> @key or complete = @no";

    private const string Forget = "delete from sealing_key where key_id <> @key";

    /// <summary>Keys some rows may still be sealed with.</summary>
    public static Task<IReadOnlyList<string>> InUseAsync(HubReader reader, CancellationToken ct) =>
        reader.QueryAsync(Noted, r => r.GetString(0), ct);

    /// <summary>After every row was sealed anew: the other keys are needed no more.</summary>
    public static async Task<int> ForgetOldAsync(HubTransaction tx, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(tx);
        if (tx.Sealer.ActiveKey is not { } active)
            return 0;
        await tx.ExecuteAsync(Complete, ct, ("@key", active), ("@yes", true));
        return await tx.ExecuteAsync(Forget, ct, ("@key", active));
    }

    /// <summary>True when some content may not be sealed with the active key.</summary>
    public static async Task<bool> NeedsResealAsync(HubReader reader, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.Sealer.ActiveKey is { } active && await reader.QuerySingleOrDefaultAsync(
            Open, r => r.GetInt64(0), ct, ("@key", active), ("@no", false)) > 0;
    }

    /// <summary>Refuses a database whose rows could not be opened; notes the key of the rows to come.</summary>
    internal static async Task<IReadOnlyList<HubError>> RequireAsync(
        SqlSession session, Sealer sealer, CancellationToken ct)
    {
        var noted = await session.QueryAsync(Noted, r => r.GetString(0), [], ct);
        var missing = noted.Except(sealer.Keys, StringComparer.Ordinal).ToArray();
        if (missing.Length > 0)
            return [KeyMissing.Of("the exchange's database", missing)];
        if (sealer.ActiveKey is { } active && !noted.Contains(active))
            await session.ExecuteAsync(Note, [("@key", active), ("@no", false)], ct);
        return [];
    }
}
