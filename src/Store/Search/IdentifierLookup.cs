
namespace IntegrationHub.Store;

/// <summary>
/// Searches that ask for one <c>identifier=system|value</c> and nothing else: any number of them is one statement.
/// </summary>
public static class IdentifierLookup
{
    /// <summary>Matches told of each key: enough to see that it names several.</summary>
    public const int Most = 2;

    // The same resource may carry an identifier twice.
    private static readonly SqlTwins Find = new(
        """
        select k.type, k.system, k.value, i.id
          from unnest(@types, @systems, @values) as k (type, system, value)
         cross join lateral (
               select distinct x.id from index_identifier x join resource r on r.type = x.type and r.id = x.id
                where x.type = k.type and x.code = k.value and x.system = k.system and {0}
                limit 2) i
        """,
        """
        select distinct x.type, x.system, x.code, x.id
          from index_identifier x join resource r on r.type = x.type and r.id = x.id
         where x.type = @types and x.code = @values and x.system = @systems and {0}
         limit 2
        """);

    /// <summary>The key a search asks for; null when it asks for anything else or more.</summary>
    public static BusinessKey? KeyOf(SearchQuery query) =>
        query is
        {
            Types: [var type],
            Compartment: null,
            Criteria: [RowCriterion
            {
                Rows: ["identifier"],
                AnyOf: [TokenValue { System: { Length: > 0 } system, Code: { } code }],
            }],
        }
            ? new(type, system, code)
            : null;

    /// <summary>Ids of the resources that carry each key, at most <see cref="Most"/>; keys nobody carries are
    /// absent.</summary>
    public static async Task<ILookup<BusinessKey, string>> FindAsync(
        HubReader reader, IEnumerable<BusinessKey> keys, CancellationToken ct)
    {
        var asked = keys.Distinct().ToLookup(
            k => new BusinessKey(k.Type, IndexText.Clip(k.System), IndexText.Clip(k.Value)));
        BusinessKey[] stored = [.. asked.Select(k => k.Key).Where(k => reader.View.SeesType(k.Type))];
        var visible = reader.View.Where("r");
        if (stored.Length == 0)
            return Array.Empty<(BusinessKey Key, string Id)>().ToLookup(f => f.Key, f => f.Id);
        var found = await reader.Session.QueryRowsAsync(
            new(
                Find.Postgres.Replace("{0}", visible, StringComparison.Ordinal),
                Find.Sqlite.Replace("{0}", visible, StringComparison.Ordinal)),
            new(
                stored.Length,
                ("@types", stored.Select(k => k.Type).ToArray()),
                ("@systems", stored.Select(k => k.System).ToArray()),
                ("@values", stored.Select(k => k.Value).ToArray()))
            {
                Fixed = reader.View.Parameters(reader.Clock.GetUtcNow()),
            },
            r => (Key: new BusinessKey(r.GetString(0), r.GetString(1), r.GetString(2)), Id: r.GetString(3)), ct);
        return found.SelectMany(f => asked[f.Key].Select(k => (Key: k, f.Id))).ToLookup(f => f.Key, f => f.Id);
    }
}
