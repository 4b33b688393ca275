using IntegrationHub.Store;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>A world read by somebody who may see everything, and what the naive rule says of it.</summary>
internal sealed class HuntKnowledge
{
    private const string Rows = """
        select type, id, version, body, custodian, patient_id, last_updated, event_at, message_id, deleted from {0}
        """;

    private const string Referrals =
        "select request_id, patient_id, referrer, receiver, state, changed_at from referral";

    private readonly IReadOnlyList<NaiveRecord> current;
    private readonly IReadOnlyList<NaiveRecord> older;
    private readonly NaiveRule rule;

    private HuntKnowledge(
        IReadOnlyList<StoredResource> current, IReadOnlyList<StoredResource> older,
        IReadOnlyList<NaiveReferral> referrals, IReadOnlyDictionary<string, string> tokens)
    {
        (this.current, this.older, Tokens) = (
            [.. current.Select(NaiveRecord.Of)], [.. older.Select(NaiveRecord.Of)], tokens);
        rule = new(this.current, referrals, TimeProvider.System.GetUtcNow());
        Pools = new(current.Select(c => c.BodyJson));
        Keys = [.. this.current.Select(c => c.Key).Order(StringComparer.Ordinal)];
        Types = [.. this.current.Select(c => c.Type).Distinct().Order(StringComparer.Ordinal)];
    }

    public HuntPools Pools { get; }

    public IReadOnlyList<string> Keys { get; }

    public IReadOnlyList<string> Types { get; }

    public IReadOnlyDictionary<string, string> Tokens { get; }

    public Dictionary<string, (string? Postgres, string? Sqlite)> Twins { get; } = [];

    public static async Task<HuntKnowledge> ReadAsync(
        HubDb db, IReadOnlyDictionary<string, string> tokens, CancellationToken ct)
    {
        await using var reader = await db.ReadAsync(ct);
        var referrals = await reader.QueryAsync(
            Referrals,
            r => new NaiveReferral(
                r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), DateTimeOffset.MinValue),
            ct);
        return new(await RowsAsync("resource"), await RowsAsync("resource_history"), referrals, tokens);

        Task<IReadOnlyList<StoredResource>> RowsAsync(string table) =>
            reader.QueryAsync(Rows.Replace("{0}", table, StringComparison.Ordinal), StoredResource.Read, ct);
    }

    /// <summary>What the caller may see, the most ordinary records last.</summary>
    public IEnumerable<string> Kept(HuntCaller caller) =>
        current.Where(r => rule.Sees(caller, r, r)).OrderBy(r => r.Type == "Observation" ? 0 : 1).Select(r => r.Key);

    /// <summary>Older versions the caller may see.</summary>
    public IEnumerable<string> KeptVersions(HuntCaller caller)
    {
        var byKey = current.ToDictionary(c => c.Key);
        return older.Where(v => byKey.TryGetValue(v.Key, out var now) && rule.Sees(caller, now, v))
            .Select(v => $"{v.Key}/{v.Version}");
    }
}
