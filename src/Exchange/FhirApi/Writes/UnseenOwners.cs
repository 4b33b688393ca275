using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>
/// A unique identifier may lead to a resource the caller may not see: a resident another hospital knows. The caller is
/// answered as if there were none; its own resource is stored beside, and the pair is noted for whoever decides on
/// identities.
/// </summary>
internal static class UnseenOwners
{
    /// <summary>Those of the identifiers that lead to resources the caller may not see.</summary>
    public static async Task<IEnumerable<BusinessKey>> OfAsync(
        WriteCall call, IReadOnlyCollection<BusinessKey> taken, CancellationToken ct)
    {
        var owners = await Identities.ResolveAsync(call.Tx, taken, ct);
        var keys = owners.Select(o => new ResourceKey(o.Key.Type, o.Value)).Distinct().ToList();
        using (call.Tx.As(call.View))
        {
            var seen = await Resources.VisibleAsync(call.Tx, keys, ct);
            return owners.Where(o => !seen.Contains(new(o.Key.Type, o.Value))).Select(o => o.Key);
        }
    }

    /// <summary>Withheld identifiers that a resource the caller does see carries already.</summary>
    public static async Task<IReadOnlyList<BusinessKey>> DoublesAsync(
        WriteCall call, IReadOnlyList<WriteDecision> writes, CancellationToken ct)
    {
        var withheld = writes.SelectMany(w => w.Withheld.Select(k => (Key: k, w.Target.Id))).ToList();
        if (withheld.Count == 0)
            return [];
        // No unique index guards these: two of the same caller at once wait for each other here.
        await Resources.LockConditionsAsync(
            call.Tx, withheld.Select(w => $"{w.Key.Type}?identifier={w.Key.System}|{w.Key.Value}"), ct);
        using (call.Tx.As(call.View))
        {
            var carried = await IdentifierLookup.FindAsync(call.Tx, withheld.Select(w => w.Key), ct);
            return
            [
                .. withheld.GroupBy(w => w.Key)
                    .Where(g => g.Count() > 1 || carried[g.Key].Any(id => id != g.First().Id))
                    .Select(g => g.Key),
            ];
        }
    }

    /// <summary>Notes the pairs.</summary>
    public static async Task NoteAsync(WriteCall call, IReadOnlyList<WriteDecision> writes, CancellationToken ct)
    {
        foreach (var write in writes)
            foreach (var key in write.Withheld)
                await IdentityReviews.NoteAsync(call.Tx, key, write.Target.Id, ct);
    }
}
