namespace IntegrationHub.Store;

/// <summary>Relations and consents on their way into the tables, with the access that follows from them.</summary>
internal sealed class AccessChange
{
    private readonly Dictionary<string, IReadOnlyList<CareRelation>> relations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<ConsentRule>> rules = new(StringComparer.Ordinal);
    private readonly HashSet<string> standing = new(StringComparer.Ordinal);
    private readonly HashSet<string> planned = new(StringComparer.Ordinal);

    /// <summary>The relations of a source are these from now on.</summary>
    /// <param name="source">Where they arise from.</param>
    /// <param name="rows">All of them.</param>
    /// <param name="isNew">The source has none yet.</param>
    public void Relations(string source, IReadOnlyList<CareRelation> rows, bool isNew)
    {
        relations[source] = [.. rows.Select(r => r with { From = Whole(r.From), Until = Whole(r.Until) })];
        if (!isNew)
            standing.Add(source);
    }

    /// <summary>The rules of a Consent are these from now on.</summary>
    public void Rules(string consent, IReadOnlyList<ConsentRule> rows) => rules[consent] =
        [.. rows.Select(r => r with { From = Whole(r.From), Until = Whole(r.Until) })];

    /// <summary>This patient's access is planned anew whatever has changed.</summary>
    public void Plan(string patient) => planned.Add(patient);

    /// <summary>The statements; none when nothing is different from what stands.</summary>
    public async Task<IReadOnlyList<(SqlTwins Sql, Rows Rows)>> StatementsAsync(HubTransaction tx, CancellationToken ct)
    {
        var patients = new HashSet<string>(planned, StringComparer.Ordinal);
        await DropUnchangedAsync(tx, patients, ct);
        string[] concerned = [.. patients.Where(p => p.Length > 0)];
        if (concerned.Length == 0)
            return [];
        await AccessRows.LockAsync(tx, concerned, ct);
        var facts = await AccessRows.OfPatientsAsync(tx, concerned, ct);
        var (policy, now) = (tx.Memory.Policy, tx.Clock.GetUtcNow());
        var newRelations = relations.Values.SelectMany(r => r).ToList();
        var newRules = rules.Values.SelectMany(r => r).ToList();
        var relationsOf = facts.Relations.Where(r => !relations.ContainsKey(r.Source)).Concat(newRelations)
            .ToLookup(r => r.PatientId);
        var rulesOf = facts.Rules.Where(r => !rules.ContainsKey(r.ConsentId)).Concat(newRules)
            .ToLookup(r => r.PatientId);
        var glassOf = facts.Glass.ToLookup(g => g.PatientId);
        var access = concerned.SelectMany(p => AccessPlan.Of(
            p, [.. relationsOf[p]], [.. rulesOf[p]], [.. glassOf[p]], policy, now)).ToList();
        return
        [
            .. AccessRows.Replace(relations.Keys, newRelations), .. AccessRows.Replace(rules.Keys, newRules),
            .. AccessRows.Replace(concerned, access),
        ];
    }

    /// <summary>Writes the statements, for changes that come without a resource.</summary>
    public async Task SaveAsync(HubTransaction tx, CancellationToken ct)
    {
        if (await StatementsAsync(tx, ct) is { Count: > 0 } statements)
            await tx.Session.ExecuteRowsAsync(statements, ct);
    }

    // What stands as it shall be is left alone; patients of the rest are told to the caller.
    private async Task DropUnchangedAsync(HubTransaction tx, HashSet<string> patients, CancellationToken ct)
    {
        var old = standing.Count == 0 ? [] : await AccessRows.OfSourcesAsync(tx, [.. standing], ct);
        var oldRules = rules.Count == 0 ? [] : await AccessRows.OfConsentsAsync(tx, [.. rules.Keys], ct);
        Compare(relations, old.ToLookup(r => r.Source), r => r.PatientId, patients);
        Compare(rules, oldRules.ToLookup(r => r.ConsentId), r => r.PatientId, patients);
    }

    // The databases keep microseconds: what is compared must be what is stored.
    private static DateTimeOffset Whole(DateTimeOffset at) => SqlValues.FromMicroseconds(at.Microseconds());

    private static void Compare<T>(
        Dictionary<string, IReadOnlyList<T>> wanted, ILookup<string, T> standing, Func<T, string> patient,
        HashSet<string> patients)
        where T : notnull
    {
        foreach (var (key, rows) in wanted.ToList())
        {
            if (standing[key].ToHashSet().SetEquals(rows))
                wanted.Remove(key);
            else
                patients.UnionWith(standing[key].Concat(rows).Select(patient));
        }
    }
}
