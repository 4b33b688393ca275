using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Finds what a condition names, inside the transaction that depends on it.</summary>
internal sealed class ConditionSearch(ExchangeOptions options, TimeProvider clock)
{
    /// <summary>Locks the conditions first, so that two clients with the same one are served one after the
    /// other.</summary>
    /// <returns>Ids by condition text, at most one more than <paramref name="most"/> each.</returns>
    public async Task<Result<IReadOnlyDictionary<string, IReadOnlyList<string>>>> FindAsync(
        HubTransaction tx, IReadOnlyList<Change> changes, int most, CancellationToken ct)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        var conditional = changes.Where(c => c.Condition is not null).ToList();
        if (conditional.Count == 0)
            return found;
        var errors = new List<HubError>();
        var queries = new List<(Change Change, SearchQuery Query, BusinessKey? Key)>();
        await Resources.LockConditionsAsync(tx, conditional.Select(c => c.ConditionText!), ct);
        foreach (var change in conditional.DistinctBy(c => c.ConditionText))
        {
            if (Read(change.Type, change.Condition!).TryGet(out var query, out var why))
                queries.Add((change, query, change.Many ? null : IdentifierLookup.KeyOf(query)));
            else
                errors.AddRange(At(change, why));
        }

        // A transaction of many conditional creates asks for that many identifiers: one statement finds them all.
        var known = await IdentifierLookup.FindAsync(tx, queries.Select(q => q.Key).OfType<BusinessKey>(), ct);
        foreach (var (change, query, key) in queries)
        {
            if (key is not null)
                found[change.ConditionText!] = [.. known[key]];
            else if ((await FindAsync(tx, query, (change.Many ? most : 1) + 1, ct)).TryGet(out var ids, out var why))
                found[change.ConditionText!] = ids;
            else
                errors.AddRange(At(change, why));
        }

        return errors.Count > 0
            ? Result<IReadOnlyDictionary<string, IReadOnlyList<string>>>.Failed(errors)
            : found;
    }

    /// <summary>Ids of the matches, at most <paramref name="limit"/>.</summary>
    public async Task<Result<IReadOnlyList<string>>> FindAsync(
        HubReader reader, string type, IReadOnlyList<KeyValuePair<string, string>> parameters, int limit,
        CancellationToken ct) => Read(type, parameters).TryGet(out var query, out var errors)
            ? await FindAsync(reader, query, limit, ct)
            : Result<IReadOnlyList<string>>.Failed(errors);

    private Result<SearchQuery> Read(string type, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        var asked = parameters.Where(p => !OutputShape.Parameters.Contains(p.Key)).ToList();
        return SearchParser.Parse(type, asked, clock.GetUtcNow()).Then<SearchQuery>(query => query.Criteria.Count > 0
            ? query
            : new HubError(
                HubErrorCode.FieldMissing,
                "A condition needs at least one search parameter; it would name everything."));
    }

    // On SQLite everybody else waits with their writes while this one searches.
    private async Task<Result<IReadOnlyList<string>>> FindAsync(
        HubReader reader, SearchQuery query, int limit, CancellationToken ct) =>
        (await SearchTime.LimitAsync(
            reader, options.Fhir.SearchTime, () => Searches.FindIdsAsync(reader, query, limit, ct), ct))
            .Then<IReadOnlyList<string>>(keys => keys.Select(k => k.Id).ToArray());

    private static IEnumerable<HubError> At(Change change, IReadOnlyList<HubError> why) =>
        why.Select(e => e with { Path = change.Path.Length > 0 ? change.Path : e.Path });
}
