using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>
/// Every write of the API passes here, alone or as part of a transaction bundle: all changes of a call take place, or
/// none.
/// </summary>
internal sealed class WriteDesk(
    HubDb db, WriteRules rules, ConditionSearch conditions, CallerView views, WriteAudit audit,
    ExchangeOptions options, TimeProvider clock)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="changes">What is asked.</param>
    /// <param name="links">References between the entries of a bundle; null for a single change.</param>
    /// <param name="then">What is read in the same transaction afterwards; null: nothing.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>One result per change, or every reason why nothing was changed.</returns>
    public async Task<Result<IReadOnlyList<ChangeResult>>> RunAsync(
        Caller caller, IReadOnlyList<Change> changes, BundleLinks? links, Func<HubTransaction, Task>? then,
        CancellationToken ct)
    {
        var refused = new List<HubError>();
        foreach (var change in changes)
            refused.AddRange(rules.OfContent(change).Select(e => At(change, e)));

        if (refused.Count > 0)
            return Result<IReadOnlyList<ChangeResult>>.Failed(refused);

        // Rows of this call carry its name. When the connection dies inside COMMIT and the transaction runs again, it
        // finds them, and knows that everything took place.
        var (name, view) = (Guid.CreateVersion7(), views.Of(caller, clock.GetUtcNow()));
        var (repeated, hidden) = (false, new HashSet<BusinessKey>());
        while (true)
        {
            var known = hidden.Count;
            var result = await OnceAsync();
            if (hidden.Count == known)
                return result;
        }

        Task<Result<IReadOnlyList<ChangeResult>>> OnceAsync() => db.RunAsync(
            async (tx, stop) =>
            {
                var again = repeated;
                repeated = true;
                var result = await TryAsync(new(tx, caller, view, name, again, hidden), changes, links, stop);
                if (!result.IsOk)
                    tx.Abandon();
                else if (then is not null)
                    await then(tx);
                return result;
            },
            ct);
    }

    private async Task<Result<IReadOnlyList<ChangeResult>>> TryAsync(
        WriteCall call, IReadOnlyList<Change> changes, BundleLinks? links, CancellationToken ct)
    {
        if (!(await FindAsync(call, changes, links, ct)).TryGet(out var targets, out var errors))
            return Result<IReadOnlyList<ChangeResult>>.Failed(errors);

        ResourceKey[] keys = [.. targets.Where(t => t.IsKnown || call.Again).Select(t => t.Key)];
        var locked = await Resources.LockAsync(call.Tx, keys, ct);
        if (call.Again && targets.Any(t => locked.Find(t.Key)?.MessageId == call.Name))
            return Done(changes, targets, locked);

        var unseen = await UnseenAsync(call, keys, locked, ct);
        var managed = await ReferralGuard.ManagedAsync(call.Tx, keys, ct);
        var decisions = targets.ConvertAll(t => unseen.Contains(t.Key)
            ? WriteDecision.OfUnseen(t, rules)
            : WriteDecision.Of(t, locked.Find(t.Key), call, rules, managed).Without(call.Hidden));
        return decisions.Any(d => d.Refusals.Count > 0)
            ? Result<IReadOnlyList<ChangeResult>>.Failed(
                [.. decisions.Where(d => d.Refusals.Count > 0)
                    .SelectMany(d => d.Refusals.Select(e => At(d.Target.Change, e)))])
            : await WriteAsync(call, changes, decisions, locked, ct);
    }

    // What the caller may not see is not there: conditions and references find only what it sees.
    private async Task<Result<List<ChangeTarget>>> FindAsync(
        WriteCall call, IReadOnlyList<Change> changes, BundleLinks? links, CancellationToken ct)
    {
        using (call.Tx.As(call.View))
        {
            var found = await conditions.FindAsync(call.Tx, changes, options.Fhir.DeleteLimit, ct);
            if (!found.TryGet(out var matches, out var errors)
                || !Targets.Of(changes, matches, options.Fhir.DeleteLimit).TryGet(out var targets, out errors))
                return Result<List<ChangeTarget>>.Failed(errors);
            return links is not null && await links.PointAsync(call.Tx, targets, conditions, ct) is { Count: > 0 } broken
                ? Result<List<ChangeTarget>>.Failed(broken)
                : targets;
        }
    }

    private static async Task<IReadOnlySet<ResourceKey>> UnseenAsync(
        WriteCall call, IReadOnlyList<ResourceKey> keys, LockedRows locked, CancellationToken ct)
    {
        // A member's system sees whatever the member keeps.
        List<ResourceKey> asked =
        [
            .. keys.Where(k => locked.Find(k) is { } stored
                && (call.Caller.Person is not null || stored.Custodian != call.Caller.Member)),
        ];
        if (asked.Count == 0)
            return new HashSet<ResourceKey>();
        using (call.Tx.As(call.View))
            return asked.Except(await Resources.VisibleAsync(call.Tx, asked, ct)).ToHashSet();
    }

    private async Task<Result<IReadOnlyList<ChangeResult>>> WriteAsync(
        WriteCall call, IReadOnlyList<Change> changes, List<WriteDecision> decisions, LockedRows locked,
        CancellationToken ct)
    {
        var tx = call.Tx;
        var writes = decisions.Where(d => d.Write is not null).ToList();
        var doubles = await UnseenOwners.DoublesAsync(call, writes, ct);
        var outcome = writes.Count == 0 || doubles.Count > 0
            ? new([], doubles)
            : await Resources.ChangeAsync(tx, locked, writes.ConvertAll(d => d.Write!), ct);
        if (outcome.Taken.Count > 0)
        {
            if (doubles.Count == 0)
                call.Hidden.UnionWith(await UnseenOwners.OfAsync(call, outcome.Taken, ct));
            return Result<IReadOnlyList<ChangeResult>>.Failed(
                [.. writes.Where(d => d.Write!.Keys.Concat(d.Withheld).Any(outcome.Taken.Contains)).Select(d => Taken(d.Target.Change))]);
        }

        await UnseenOwners.NoteAsync(call, writes, ct);

        foreach (var write in writes.Zip(outcome.Stored).Where(p => p.Second.Changed))
        {
            if (write.First.Write!.Resource is SearchParameter { Status: PublicationStatus.Active } parameter
                && SearchParameterInfo.TryMake(parameter).TryGet(out var made, out _))
                await CustomSearch.BackfillAsync(tx, made, ct);
        }

        var stored = writes.Zip(outcome.Stored)
            .ToDictionary(p => p.First, p => p.Second);
        var byChange = decisions.GroupBy(d => d.Target.Change).ToDictionary(
            g => g.Key,
            g => new ChangeResult(
                g.Last().Target.Change, g.Last().Status, stored.GetValueOrDefault(g.Last(), g.Last().Stored!)));
        var results = changes.Select(c => byChange.GetValueOrDefault(c) ?? new(c, 204, null)).ToList();
        var touched = decisions.Select(d => (d.Target.Change, Stored: stored.GetValueOrDefault(d) ?? d.Stored))
            .Where(m => m.Stored is not null).ToLookup(m => m.Change, m => m.Stored!);
        await audit.WrittenAsync(tx, call.Caller, results, touched, ct);
        return results;
    }

    private static Result<IReadOnlyList<ChangeResult>> Done(
        IReadOnlyList<Change> changes, List<ChangeTarget> targets, LockedRows locked)
    {
        var byChange = targets.GroupBy(t => t.Change)
            .ToDictionary(g => g.Key, g => locked.Find(g.Last().Key));
        return changes.Select(c => byChange.GetValueOrDefault(c) is { } stored
            ? new ChangeResult(
                c, stored.Deleted ? 204 : stored.Version == 1 ? 201 : 200, stored with { Changed = true })
            : new(c, 204, null)).ToList();
    }

    private static HubError Taken(Change change) => At(change, new(
        HubErrorCode.Conflict,
        "Another resource carries one of these unique identifiers: change that one (conditional update) or use it "
        + "(conditional create).",
        $"{change.Type}.identifier"));

    private static HubError At(Change change, HubError error)
    {
        if (change.Path.Length == 0)
            return error;
        var inside = error.Path is { } path && path.StartsWith(change.Type + ".", StringComparison.Ordinal)
            ? ".resource" + path[change.Type.Length..]
            : "";
        return error with { Path = change.Path + inside };
    }
}

/// <summary>One attempt of a call.</summary>
/// <param name="Tx">Its transaction.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="View">What it may see.</param>
/// <param name="Name">Name of the call, the same in every attempt.</param>
/// <param name="Again">True: an attempt before may have been committed.</param>
/// <param name="Hidden">Identifiers that lead to resources the caller may not see.</param>
internal sealed record WriteCall(
    HubTransaction Tx, Caller Caller, RecordView View, Guid Name, bool Again, HashSet<BusinessKey> Hidden);
