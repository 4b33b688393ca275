using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>
/// References between the entries of a transaction, and conditional ones. They are set anew in every attempt of the
/// transaction, from what the client wrote.
/// </summary>
internal sealed class BundleLinks
{
    private readonly IReadOnlyDictionary<string, Change> byUrl;
    private readonly IReadOnlyList<BundleLink> links;
    private readonly string baseUrl;

    private BundleLinks(IReadOnlyDictionary<string, Change> byUrl, IReadOnlyList<BundleLink> links, string baseUrl) =>
        (this.byUrl, this.links, this.baseUrl) = (byUrl, links, baseUrl);

    /// <returns>The links, or why the entries cannot be told apart.</returns>
    public static Result<BundleLinks> Read(
        IReadOnlyList<BundleItem> items, IReadOnlyDictionary<BundleItem, Change> changes, string baseUrl)
    {
        var byUrl = new Dictionary<string, Change>(StringComparer.Ordinal);
        var errors = new List<HubError>();
        foreach (var item in items)
        {
            if (item.FullUrl is { } url && changes.TryGetValue(item, out var change)
                && change.Kind is ChangeKind.Create or ChangeKind.Update && !byUrl.TryAdd(url, change))
                errors.Add(new(
                    HubErrorCode.FieldMalformed, "Another entry has the same fullUrl.", item.Path + ".fullUrl"));
        }

        return errors.Count > 0
            ? Result<BundleLinks>.Failed(errors)
            : new BundleLinks(
                byUrl,
                [.. items.Where(i => changes.TryGetValue(i, out var c) && c.Resource is not null)
                    .SelectMany(i => BundleLink.In(i, byUrl))],
                baseUrl);
    }

    /// <summary>Types that conditional references search.</summary>
    public IEnumerable<string> Searched => links.Where(l => l.IsConditional)
        .Select(l => l.Original[..l.Original.IndexOf('?', StringComparison.Ordinal)]).Distinct();

    /// <summary>Makes every reference lead to the resource it means.</summary>
    /// <returns>References that lead nowhere; empty when all is well.</returns>
    public async Task<IReadOnlyList<HubError>> PointAsync(
        HubTransaction tx, IReadOnlyList<ChangeTarget> targets, ConditionSearch conditions, CancellationToken ct)
    {
        if (links.Count == 0)
            return [];
        var byChange = targets.Where(t => t.Change.Resource is not null)
            .ToDictionary(t => t.Change);
        var inside = targets.Where(t => t.Change.Resource is not null)
            .SelectMany(t => IdentifiersOf(t.Change.Resource!).Select(i => (Text: i, Target: t)))
            .GroupBy(p => p.Text).ToDictionary(g => g.Key, g => g.First().Target, StringComparer.Ordinal);
        var known = new Dictionary<string, Result<string>>(StringComparer.Ordinal);
        var errors = new List<HubError>();
        foreach (var link in links)
        {
            if (Entry(link) is { } change)
                link.Set(byChange[change].Key.ToString());
            else if (link.IsConditional)
                await ConditionalAsync(link);
            else if (link.Original.StartsWith("urn:uuid:", StringComparison.Ordinal)
                || link.Original.StartsWith("urn:oid:", StringComparison.Ordinal))
                errors.Add(new(
                    HubErrorCode.FieldMalformed, "A reference points to no entry of the bundle.", link.Path));
            else if (link.Original.StartsWith(baseUrl + "/", StringComparison.Ordinal))
                link.Set(link.Original[(baseUrl.Length + 1)..]);
        }

        return errors;

        async Task ConditionalAsync(BundleLink link)
        {
            if (!known.TryGetValue(link.Original, out var found))
                known[link.Original] = found = await FindAsync(tx, link.Original, inside, conditions, ct);
            if (found.TryGet(out var reference, out var why))
                link.Set(reference);
            else
                errors.AddRange(why.Select(e => e with { Path = link.Path }));
        }
    }

    private Change? Entry(BundleLink link) => link.Names().Select(n => byUrl.GetValueOrDefault(n))
        .FirstOrDefault(c => c is not null);

    private static async Task<Result<string>> FindAsync(
        HubTransaction tx, string reference, Dictionary<string, ChangeTarget> inside, ConditionSearch conditions,
        CancellationToken ct)
    {
        if (inside.TryGetValue(Uri.UnescapeDataString(reference), out var entry))
            return entry.Key.ToString();
        var type = reference[..reference.IndexOf('?', StringComparison.Ordinal)];
        if (!FhirTypes.IsStored(type))
            return HubError.FieldMalformed("", "a conditional reference such as Patient?identifier=system|value");
        var found = await conditions.FindAsync(tx, type, Change.ConditionOf(reference), 2, ct);
        return found.Then<string>(ids => ids switch
        {
            [var id] => $"{type}/{id}",
            [] => new HubError(HubErrorCode.PreconditionFailed, "The conditional reference names nothing."),
            _ => new HubError(HubErrorCode.MultipleMatches, "The conditional reference names several resources."),
        });
    }

    private static IEnumerable<string> IdentifiersOf(Resource resource) =>
        resource.TryGetValue("identifier", out var value) && value is IEnumerable<Identifier> all
            ? all.Select(i => $"{resource.TypeName}?identifier={i.System}|{i.Value}")
            : [];
}

/// <summary>One reference or URI inside an entry, as the client wrote it.</summary>
/// <param name="Original">The text.</param>
/// <param name="FullUrl">What the entry around it is called.</param>
/// <param name="Path">The entry.</param>
/// <param name="Set">Changes it.</param>
internal sealed record BundleLink(string Original, string? FullUrl, string Path, Action<string> Set)
{
    public bool IsConditional => Original.IndexOf('?', StringComparison.Ordinal) > 0
        && Original[..Original.IndexOf('?', StringComparison.Ordinal)].All(char.IsAsciiLetter);

    /// <summary>References of the resource, and URIs that name an entry; extensions and contained resources
    /// included.</summary>
    public static IEnumerable<BundleLink> In(BundleItem item, IReadOnlyDictionary<string, Change> byUrl)
    {
        var found = new List<BundleLink>();
        Collect(item.Resource!);
        return found;

        void Collect(Base node)
        {
            if (node is ResourceReference { Reference: { Length: > 0 } text } reference && text[0] != '#')
                found.Add(new(text, item.FullUrl, item.Path, t => reference.Reference = t));
            else if (node is FhirUri or FhirUrl or Oid or Uuid
                && ((PrimitiveType)node).JsonValue is string uri && byUrl.ContainsKey(uri))
                found.Add(new(uri, item.FullUrl, item.Path, t => ((PrimitiveType)node).JsonValue = t));
            foreach (var (_, value) in node.EnumerateElements())
            {
                if (value is Base child)
                    Collect(child);
                else if (value is IEnumerable<Base> children)
                    foreach (var each in children)
                        Collect(each);
            }
        }
    }

    /// <summary>What an entry it means may be called, absolute or relative to this one's base.</summary>
    public IEnumerable<string> Names()
    {
        var history = Original.IndexOf("/_history/", StringComparison.Ordinal);
        var plain = history < 0 ? Original : Original[..history];
        yield return plain;
        if (FullUrl?.StartsWith("http", StringComparison.Ordinal) == true
            && FhirReference.TryRead(FullUrl, out var type, out var id)
            && FullUrl.EndsWith($"{type}/{id}", StringComparison.Ordinal))
            yield return FullUrl[..^(type.Length + id.Length + 1)] + plain;
    }
}
