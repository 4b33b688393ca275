using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>
/// Every write of the API passes here, alone or as part of a transaction bundle: all changes of a call take place, or
/// none.
/// </summary>
internal sealed class WriteDesk(HubDb db, WriteRules rules, ConditionSearch conditions, ExchangeOptions options)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="changes">What is asked.</param>
    /// <param name="links">References between the entries of a bundle; null for a single change.</param>
    /// <param name="then">What is read in the same transaction afterwards; null: nothing.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>One result per change, or every reason why nothing was changed.</returns>
    public Task<Result<IReadOnlyList<ChangeResult>>> RunAsync(
        Caller caller, IReadOnlyList<Change> changes, BundleLinks? links, Func<HubTransaction, Task>? then,
        CancellationToken ct)
    {
        var refused = new List<HubError>();
        foreach (var change in changes)
            refused.AddRange(rules.OfContent(change).Select(e => At(change, e)));

        if (refused.Count > 0)
            return Task.FromResult(Result<IReadOnlyList<ChangeResult>>.Failed(refused));

        // Rows of this call carry its name. When the connection dies inside COMMIT and the transaction runs again, it
        // finds them, and knows that everything took place.
        var call = Guid.CreateVersion7();
        var repeated = false;
        return db.RunAsync(
            async (tx, stop) =>
            {
                var again = repeated;
                repeated = true;
                var result = await TryAsync(new(tx, caller, call, again), changes, links, stop);
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
        var found = await conditions.FindAsync(call.Tx, changes, options.Fhir.DeleteLimit, ct);
        if (!found.TryGet(out var matches, out var errors)
            || !Targets.Of(changes, matches, options.Fhir.DeleteLimit).TryGet(out var targets, out errors))
            return Result<IReadOnlyList<ChangeResult>>.Failed(errors);
        if (links is not null && await links.PointAsync(call.Tx, targets, conditions, ct) is { Count: > 0 } broken)
            return Result<IReadOnlyList<ChangeResult>>.Failed(broken);

        ResourceKey[] keys = [.. targets.Where(t => t.IsKnown || call.Again).Select(t => t.Key)];
        var locked = await Resources.LockAsync(call.Tx, keys, ct);
        if (call.Again && targets.Any(t => locked.Find(t.Key)?.MessageId == call.Name))
            return Done(changes, targets, locked);

        var managed = await ReferralGuard.ManagedAsync(call.Tx, keys, ct);
        var decisions = targets.ConvertAll(t => WriteDecision.Of(t, locked.Find(t.Key), call, rules, managed));
        return decisions.Any(d => d.Refusals.Count > 0)
            ? Result<IReadOnlyList<ChangeResult>>.Failed(
                [.. decisions.Where(d => d.Refusals.Count > 0)
                    .SelectMany(d => d.Refusals.Select(e => At(d.Target.Change, e)))])
            : await WriteAsync(call.Tx, changes, decisions, locked, ct);
    }

    private static async Task<Result<IReadOnlyList<ChangeResult>>> WriteAsync(
        HubTransaction tx, IReadOnlyList<Change> changes, List<WriteDecision> decisions, LockedRows locked,
        CancellationToken ct)
    {
        var writes = decisions.Where(d => d.Write is not null).ToList();
        var outcome = writes.Count == 0
            ? new([], [])
            : await Resources.ChangeAsync(tx, locked, writes.ConvertAll(d => d.Write!), ct);
        if (outcome.Taken.Count > 0)
            return Result<IReadOnlyList<ChangeResult>>.Failed(
                [.. writes.Where(d => d.Write!.Keys.Any(outcome.Taken.Contains)).Select(d => Taken(d.Target.Change))]);

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
        return changes.Select(c => byChange.GetValueOrDefault(c) ?? new(c, 204, null)).ToList();
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
/// <param name="Name">Name of the call, the same in every attempt.</param>
/// <param name="Again">True: an attempt before may have been committed.</param>
internal sealed record WriteCall(HubTransaction Tx, Caller Caller, Guid Name, bool Again);
