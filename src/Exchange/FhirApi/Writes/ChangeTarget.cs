using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>The resource a change is about.</summary>
/// <param name="Change">The change.</param>
/// <param name="Id">Its logical id.</param>
/// <param name="IsKnown">False: the id was made for this change, nobody else can know it.</param>
/// <param name="IsMatch">True: a condition found it.</param>
internal sealed record ChangeTarget(Change Change, string Id, bool IsKnown, bool IsMatch)
{
    public ResourceKey Key => new(Change.Type, Id);
}

/// <summary>Which resource each change is about (FHIR R4 http.html, conditional interactions).</summary>
internal static class Targets
{
    /// <param name="changes">What is asked.</param>
    /// <param name="matches">What the conditions found.</param>
    /// <param name="most">Resources one conditional delete may delete.</param>
    public static Result<List<ChangeTarget>> Of(
        IReadOnlyList<Change> changes, IReadOnlyDictionary<string, IReadOnlyList<string>> matches, int most)
    {
        var deleted = changes.Where(c => c is { Kind: ChangeKind.Delete, Id: not null })
            .Select(c => new ResourceKey(c.Type, c.Id!)).ToHashSet();
        var (targets, errors) = (new List<ChangeTarget>(changes.Count), new List<HubError>());
        foreach (var change in changes)
        {
            var found = change.ConditionText is { } text ? matches[text] : [];
            // Deletions come first: what one of them removes is no match for the others.
            var left = deleted.Count == 0 || change.Kind == ChangeKind.Delete ? found
                : [.. found.Where(id => !deleted.Contains(new(change.Type, id)))];
            if (Find(change, left, most).TryGet(out var own, out var why))
                targets.AddRange(own);
            else
                errors.AddRange(why.Select(e => change.Path.Length > 0 ? e with { Path = change.Path } : e));
        }

        errors.AddRange(targets.GroupBy(t => t.Key).Where(g => g.Count() > 1 && g.Any(t => !IsOnlyMentioned(t)))
            .SelectMany(g => g.Skip(1)).Select(t => new HubError(
                HubErrorCode.FieldMalformed, "Another entry of the bundle is about the same resource.",
                t.Change.Path)));
        return errors.Count > 0 ? Result<List<ChangeTarget>>.Failed(errors) : targets;
    }

    // A conditional create that found its resource changes nothing: any number of them may.
    private static bool IsOnlyMentioned(ChangeTarget target) => target is { Change.Kind: ChangeKind.Create };

    private static Result<List<ChangeTarget>> Find(Change change, IReadOnlyList<string> found, int most)
    {
        if (change.Condition is null)
            return change.Kind == ChangeKind.Create
                ? One(new(change, change.NewId, false, false))
                : One(new(change, change.Id!, true, false));
        if (found.Count > 1)
            return change.Many && found.Count <= most
                ? found.Select(match => new ChangeTarget(change, match, true, true)).ToList()
                : new HubError(
                    HubErrorCode.MultipleMatches, "The condition names several resources; make it more precise.");
        if (found is [var id])
            return change is { Kind: ChangeKind.Update, Resource.Id: { } given } && given != id
                ? HubError.FieldMalformed($"{change.Type}.id", "the id of the resource the condition names")
                : One(new(change, id, true, true));
        return change.Kind switch
        {
            ChangeKind.Patch => HubError.NotFound($"A {change.Type} that fits the condition"),
            ChangeKind.Delete => new List<ChangeTarget>(),
            ChangeKind.Update when change.Resource!.Id is { Length: > 0 } chosen =>
                One(new(change, chosen, true, false)),
            _ => One(new(change, change.NewId, false, false)),
        };
    }

    private static Result<List<ChangeTarget>> One(ChangeTarget target) => new List<ChangeTarget> { target };
}
