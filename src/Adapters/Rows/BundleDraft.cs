using Hl7.Fhir.Model;

namespace IntegrationHub.Adapters;

/// <summary>
/// The transaction being made. A resource is there once per business identifier; what a message only mentions is a
/// stub, created when nobody has that identifier yet.
/// </summary>
internal sealed class BundleDraft(Guid messageId)
{
    private readonly List<DraftEntry> entries = [];
    private readonly Dictionary<(string Type, string System, string Value), DraftEntry> byIdentity = [];
    private readonly HashSet<string> organizations = [];
    private Dictionary<Resource, string>? labels;

    /// <summary>True when a resource of this type and identifier has been put (stubs do not count).</summary>
    public bool Holds(string type, string system, string value) =>
        byIdentity.TryGetValue((type, system, value), out var entry) && !entry.IsStub;

    /// <summary>Adds content that replaces what is stored under this identifier.</summary>
    public ResourceReference Put(Resource resource, string system, string value)
    {
        var key = (resource.TypeName, system, value);
        if (!byIdentity.TryGetValue(key, out var entry))
            return Add(resource, new DraftEntry(resource, NextUrl(), system, value), key);
        (entry.Resource, entry.IsStub) = (resource, false);
        return entry.Reference;
    }

    /// <summary>Refers to a resource by its identifier; makes it when this message is the first to name it.</summary>
    public ResourceReference Stub<T>(string system, string value, Func<T> make)
        where T : Resource
    {
        var key = (ModelInfo.GetFhirTypeNameForType(typeof(T))!, system, value);
        return byIdentity.TryGetValue(key, out var entry)
            ? entry.Reference
            : Add(make(), NextUrl(), system, value, key);
    }

    /// <summary>The transaction: every entry, then <paramref name="origin"/>.</summary>
    public Bundle Build(Provenance origin)
    {
        var bundle = new Bundle { Type = Bundle.BundleType.Transaction, Entry = new(entries.Count + 1) };
        foreach (var entry in entries.OrderBy(e => e.Resource is not Patient)) // the exchange decides identity first
            bundle.Entry.Add(entry.ToComponent());
        origin.Target = bundle.Entry.ConvertAll(e => new ResourceReference(e.FullUrl));
        bundle.Entry.Add(new()
        {
            FullUrl = NextUrl(),
            Resource = origin,
            Request = new() { Method = Bundle.HTTPVerb.POST, Url = "Provenance" },
        });
        return bundle;
    }

    /// <summary>Type and number among those of its type, e.g. <c>Observation[2]</c>; for explanations.</summary>
    public string LabelOf(Resource resource)
    {
        labels ??= new(ReferenceEqualityComparer.Instance);
        if (labels.TryGetValue(resource, out var known))
            return known;
        return labels[resource] = $"{resource.TypeName}[{labels.Keys.Count(r => r.TypeName == resource.TypeName) + 1}]";
    }

    /// <summary>True when this entry is an organisation outside the network.</summary>
    public bool IsOrganization(string url) => organizations.Contains(url);

    private ResourceReference Add(
        Resource resource, string url, string system, string value, (string, string, string) key) =>
        Add(resource, new DraftEntry(resource, url, system, value) { IsStub = true }, key);

    private ResourceReference Add(Resource resource, DraftEntry entry, (string, string, string) key)
    {
        entries.Add(entry);
        if (resource is Organization)
            organizations.Add(entry.Reference.Reference!);
        byIdentity.Add(key, entry);
        return entry.Reference;
    }

    // The same message makes the same URLs again: message id with the number of the entry in its last four bytes.
    private string NextUrl()
    {
        Span<byte> bytes = stackalloc byte[16];
        messageId.TryWriteBytes(bytes);
        var number = entries.Count + 1;
        for (var i = 0; i < 4; i++)
            bytes[15 - i] ^= (byte)(number >> (8 * i));
        return $"urn:uuid:{new Guid(bytes)}";
    }
}

/// <summary>One entry with its business identifier.</summary>
internal sealed class DraftEntry(Resource resource, string url, string system, string value)
{
    public Resource Resource { get; set; } = resource;

    /// <summary>Only mentioned: created when nobody has the identifier, never changed.</summary>
    public bool IsStub { get; set; }

    public ResourceReference Reference { get; } = new(url);

    public Bundle.EntryComponent ToComponent()
    {
        var type = Resource.TypeName;
        var search = $"identifier={system}|{ConditionalUrl.Encode(value)}";
        return new()
        {
            FullUrl = url,
            Resource = Resource,
            Request = IsStub
                ? new() { Method = Bundle.HTTPVerb.POST, Url = type, IfNoneExist = search }
                : new() { Method = Bundle.HTTPVerb.PUT, Url = $"{type}?{search}" },
        };
    }
}
