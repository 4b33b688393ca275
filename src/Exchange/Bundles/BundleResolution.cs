using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Gives every entry its id and makes every reference point to a stored resource.</summary>
internal sealed class BundleResolution(ResidentDesk residents)
{
    /// <returns>The bundle with ids, or why its patient cannot be told apart from another one.</returns>
    public async Task<Result<ResolvedBundle>> ResolveAsync(
        HubTransaction tx, BundlePlan plan, MessageConverted message, CancellationToken ct)
    {
        var targets = new Dictionary<string, ResourceKey>(plan.Entries.Count, StringComparer.Ordinal);
        string? patientId = null;
        foreach (var entry in plan.Entries.Where(e => e.Resource is Patient))
        {
            if (!(await residents.ResolveAsync(tx, entry, message, ct)).TryGet(out var id, out var errors))
                return Result<ResolvedBundle>.Failed(errors);
            patientId ??= id;
            targets[entry.FullUrl] = new("Patient", id);
        }

        foreach (var entry in plan.Entries.Where(e => e.MemberId is not null))
            targets[entry.FullUrl] = new("Organization", entry.MemberId!);
        foreach (var entry in plan.Entries.Where(e => e.Key is null && !targets.ContainsKey(e.FullUrl)))
            targets[entry.FullUrl] = new(entry.Resource.TypeName, Guid.NewGuid().ToString());

        var existing = await ClaimAsync(tx, plan, targets, ct);
        await PointAsync(tx, plan, targets, ct);

        // Two entries of one identity are one resource: the one with content is written, both names lead to it.
        var entries = plan.Entries.OrderBy(e => e.IsStub).DistinctBy(e => targets[e.FullUrl]).ToList();
        return new ResolvedBundle(entries, targets, existing, patientId);
    }

    private static async Task<IReadOnlyDictionary<ResourceKey, StoredResource>> ClaimAsync(
        HubTransaction tx, BundlePlan plan, Dictionary<string, ResourceKey> targets, CancellationToken ct)
    {
        var keyed = plan.Entries.Where(e => e.Key is not null && e.Resource is not Patient).ToList();
        if (keyed.Count == 0)
            return new Dictionary<ResourceKey, StoredResource>();
        var wanted = keyed.Select(e => e.Key!).Distinct().ToDictionary(k => k, _ => Guid.NewGuid().ToString());
        var claimed = await Identities.ClaimAsync(tx, wanted, ct);
        foreach (var entry in keyed)
            targets[entry.FullUrl] = new(entry.Key!.Type, claimed[entry.Key]);

        ResourceKey[] known =
            [.. claimed.Where(c => wanted[c.Key] != c.Value).Select(c => new ResourceKey(c.Key.Type, c.Value))];
        return known.Length == 0
            ? new Dictionary<ResourceKey, StoredResource>()
            : (await Resources.ReadManyAsync(tx, known, ct)).ToDictionary(s => new ResourceKey(s.Type, s.Id));
    }

    private static async Task PointAsync(
        HubTransaction tx, BundlePlan plan, Dictionary<string, ResourceKey> targets, CancellationToken ct)
    {
        var conditional = new List<(ResourceReference Reference, BusinessKey Key)>();
        foreach (var reference in plan.Entries.SelectMany(e => e.References))
        {
            if (reference.Reference is not { } url)
                continue;
            if (targets.TryGetValue(url, out var target))
                reference.Reference = target.ToString();
            else if (ReadConditional(url) is { } key)
                conditional.Add((reference, key));
        }

        if (conditional.Count == 0)
            return;
        var found = await Identities.ResolveAsync(tx, [.. conditional.Select(c => c.Key).Distinct()], ct);
        foreach (var (reference, key) in conditional)
            Point(reference, key, found.GetValueOrDefault(key));
    }

    // What nobody has sent yet stays a logical reference: the identifier says what is meant.
    private static void Point(ResourceReference reference, BusinessKey key, string? id)
    {
        reference.Reference = id is null ? null : $"{key.Type}/{id}";
        if (id is not null)
            return;
        reference.Type = key.Type;
        reference.Identifier ??= new Identifier(key.System, key.Value);
    }

    private static BusinessKey? ReadConditional(string url) =>
        url.IndexOf('?', StringComparison.Ordinal) is > 0 and var at ? BundlePlan.ReadKey(url[..at], url[at..]) : null;
}
