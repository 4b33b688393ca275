using System.Runtime.CompilerServices;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>What shall become of one resource, decided on its locked row. Pure.</summary>
/// <param name="Target">The change and its resource.</param>
/// <param name="Status">HTTP status when it is done.</param>
/// <param name="Stored">What is stored before; null: nothing.</param>
internal sealed record WriteDecision(ChangeTarget Target, int Status, StoredResource? Stored)
{
    /// <summary>The write; null: nothing is to be written.</summary>
    public ResourceChange? Write { get; private init; }

    /// <summary>Unique identifiers of the resource that lead, unseen by the caller, to another one.</summary>
    public IReadOnlyList<BusinessKey> Withheld { get; private init; } = [];

    /// <summary>Why it is refused; empty when it is not.</summary>
    public IReadOnlyList<HubError> Refusals { get; private init; } = [];

    /// <param name="target">The change and its resource.</param>
    /// <param name="stored">What is stored; null: nothing.</param>
    /// <param name="call">Who asks.</param>
    /// <param name="rules">Rules of the hub.</param>
    /// <param name="managed">Tasks and requests that belong to referrals.</param>
    public static WriteDecision Of(
        ChangeTarget target, StoredResource? stored, WriteCall call, WriteRules rules, IReadOnlySet<string> managed)
    {
        var change = target.Change;
        if (change.Kind == ChangeKind.Create && target.IsMatch)
            return new(target, 200, stored);
        if (stored is not null && WriteRules.OfOwner(call.Caller, stored) is { } notYours)
            return No(notYours);
        if (WriteRules.OfVersion(change, stored) is { } version)
            return No(version);
        return change.Kind switch
        {
            ChangeKind.Delete => Deleted(target, stored, call, rules, managed),
            ChangeKind.Patch => Patched(target, stored, call, rules, managed),
            _ when target.IsKnown && stored is null && rules.OfNewId(target.Id) is { } id => No(id),
            _ when change is { Kind: ChangeKind.Update, Condition: not null } && !target.IsMatch
                && stored is { Deleted: false } => No(new(
                    HubErrorCode.Conflict, "The condition names nothing, and the id in the resource is taken.")),
            _ => Put(target, stored, change.Resource!, call, rules, managed),
        };

        WriteDecision No(HubError error) => Refused(target, stored, error);
    }

    /// <summary>
    /// A resource the caller may not see: whatever it asks is answered as if there were none. Only that an id a client
    /// chose is in use cannot be hidden.
    /// </summary>
    public static WriteDecision OfUnseen(ChangeTarget target, WriteRules rules) => target.Change.Kind switch
    {
        ChangeKind.Delete => new(target, 204, null),
        ChangeKind.Patch => Refused(target, null, HubError.NotFound($"This {target.Change.Type}")),
        _ => Refused(
            target, null,
            WriteRules.OfVersion(target.Change, null) ?? rules.OfNewId(target.Id) ?? new HubError(
                HubErrorCode.Conflict, "This id cannot be used: choose another one, or create with POST.",
                $"{target.Change.Type}.id")),
    };

    /// <summary>The same without identifiers that lead to resources the caller may not see.</summary>
    public WriteDecision Without(IReadOnlySet<BusinessKey> hidden) =>
        Write is null || !Write.Keys.Any(hidden.Contains) ? this : this with
        {
            Write = Write with { Keys = [.. Write.Keys.Where(k => !hidden.Contains(k))] },
            Withheld = [.. Write.Keys.Where(hidden.Contains)],
        };

    private static WriteDecision Deleted(
        ChangeTarget target, StoredResource? stored, WriteCall call, WriteRules rules, IReadOnlySet<string> managed)
    {
        if (stored is null or { Deleted: true })
            return new(target, 204, stored);
        if (rules.OfNumbers(call.Caller, UniqueIdentifiers.Of(stored.Type, stored.BodyJson), []) is { } numbers)
            return Refused(target, stored, numbers);
        return managed.Contains(stored.Id)
            ? Refused(target, stored, ReferralGuard.Refusal(stored, null)!)
            : new(target, 204, stored)
            {
                Write = new(stored.Type, stored.Id, null, stored.Custodian, call.Name),
            };
    }

    private static WriteDecision Patched(
        ChangeTarget target, StoredResource? stored, WriteCall call, WriteRules rules, IReadOnlySet<string> managed)
    {
        if (stored is null)
            return Refused(target, stored, HubError.NotFound($"This {target.Change.Type}"));
        if (stored.Deleted)
            return Refused(target, stored, new HubError(HubErrorCode.Gone, "It was deleted."));
        if (!target.Change.Patch!.Apply(stored).TryGet(out var next, out var errors))
            return Refused(target, stored, errors);
        if (next.TypeName != stored.Type || next.Id != stored.Id)
            return Refused(target, stored, new HubError(
                HubErrorCode.BusinessRule, "A patch cannot change type or id.", $"{stored.Type}.id"));
        return rules.Of(next) is { Count: > 0 } broken
            ? Refused(target, stored, broken)
            : Put(target, stored, next, call, rules, managed);
    }

    private static WriteDecision Put(
        ChangeTarget target, StoredResource? stored, Resource next, WriteCall call, WriteRules rules,
        IReadOnlySet<string> managed)
    {
        if (stored is { Deleted: false } && managed.Contains(stored.Id)
            && ReferralGuard.Refusal(stored, next) is { } refusal)
            return Refused(target, stored, refusal);
        var keys = UniqueIdentifiers.Of(next);
        IReadOnlyList<BusinessKey> before = stored is { Deleted: false }
            ? UniqueIdentifiers.Of(stored.Type, stored.BodyJson)
            : [];
        if (rules.OfNumbers(call.Caller, before, keys) is { } numbers)
            return Refused(target, stored, numbers);
        return new(target, stored is { Deleted: false } ? 200 : 201, stored)
        {
            Write = new(target.Change.Type, target.Id, next, call.Caller.Member, call.Name)
            {
                Keys = keys,
                Dropped = [.. before.Except(keys)],
            },
        };
    }

    private static WriteDecision Refused(
        ChangeTarget target, StoredResource? stored, params IReadOnlyList<HubError> why) =>
        new(target, 0, stored) { Refusals = why };

    // Two that say the same are still two.
    public bool Equals(WriteDecision? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
