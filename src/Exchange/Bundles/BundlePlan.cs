using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>One entry of a converted bundle.</summary>
/// <param name="Path">Where it stands, for errors: <c>Bundle.entry[3]</c>.</param>
/// <param name="FullUrl"><c>urn:uuid:…</c> that other entries refer to.</param>
/// <param name="Resource">The resource.</param>
/// <param name="Key">Business identifier it is found by; null for entries that are always new.</param>
/// <param name="MemberId">Set for an organisation of the network: it is seeded, never written by messages.</param>
internal sealed record PlannedEntry(string Path, string FullUrl, Resource Resource, BusinessKey? Key, string? MemberId)
{
    /// <summary>The message only mentions it: created when nobody has the identifier, never changed.</summary>
    public bool IsStub { get; init; }

    /// <summary>Every reference inside the resource; resolving changes them in place.</summary>
    public IReadOnlyList<ResourceReference> References { get; } = Exchange.References.In(Resource);
}

/// <summary>
/// A transaction bundle as the gateway converts it, read and checked as a whole.
/// </summary>
internal sealed record BundlePlan(IReadOnlyList<PlannedEntry> Entries)
{
    /// <summary>Characters of one bundle's JSON.</summary>
    public const int LengthLimit = 16 * 1024 * 1024;

    /// <summary>Entries of one bundle; a report of 10,000 OBX fits.</summary>
    public const int EntryLimit = 20_000;

    /// <returns>The plan, or everything that is wrong with the bundle.</returns>
    public static Result<BundlePlan> Read(Bundle bundle, MemberDirectory members)
    {
        if (bundle.Type != Bundle.BundleType.Transaction)
            return new HubError(HubErrorCode.FieldMalformed, "The bundle is not a transaction.", "Bundle.type");
        if (bundle.Entry.Count > EntryLimit)
            return HubError.LimitExceeded("A bundle", EntryLimit, "Bundle.entry");

        var errors = new List<HubError>();
        var entries = new List<PlannedEntry>(bundle.Entry.Count);
        for (var i = 0; i < bundle.Entry.Count; i++)
        {
            if (ReadEntry(bundle.Entry[i], $"Bundle.entry[{i}]", members).TryGet(out var entry, out var faults))
                entries.Add(entry);
            else
                errors.AddRange(faults);
        }

        if (errors.Count == 0)
            errors.AddRange(Unresolvable(entries));
        return errors.Count == 0 ? new BundlePlan(entries) : Result<BundlePlan>.Failed(errors);
    }

    private static Result<PlannedEntry> ReadEntry(Bundle.EntryComponent entry, string path, MemberDirectory members)
    {
        if (entry.Resource is null)
            return HubError.FieldMissing(path + ".resource", "The resource");
        if (string.IsNullOrEmpty(entry.FullUrl))
            return HubError.FieldMissing(path + ".fullUrl", "The fullUrl");
        if (entry.Request?.Method == Bundle.HTTPVerb.POST)
            return ReadPost(entry, path);
        if (entry.Request?.Method != Bundle.HTTPVerb.PUT)
            return new HubError(HubErrorCode.NotSupported, "Only PUT and POST are taken.", path + ".request.method");
        return ReadPut(entry, path, members);
    }

    private static Result<PlannedEntry> ReadPost(Bundle.EntryComponent entry, string path)
    {
        if (entry.Request!.IfNoneExist is not { } search)
            return new PlannedEntry(path, entry.FullUrl!, entry.Resource!, null, null);
        return ReadKey(entry.Resource!.TypeName, "?" + search) is { } key
            ? new PlannedEntry(path, entry.FullUrl!, entry.Resource, key, null) { IsStub = true }
            : new HubError(
                HubErrorCode.FieldMalformed, "It is not identifier=system|value.", path + ".request.ifNoneExist");
    }

    private static Result<PlannedEntry> ReadPut(Bundle.EntryComponent entry, string path, MemberDirectory members)
    {
        return ReadTarget(entry.Request!.Url ?? "", entry.Resource!.TypeName, members) switch
        {
            (null, null) => new HubError(
                HubErrorCode.FieldMalformed,
                "The url is neither Type?identifier=system|value nor a member's Organization/id.",
                path + ".request.url"),
            var (key, member) => new PlannedEntry(path, entry.FullUrl!, entry.Resource, key, member),
        };
    }

    private static (BusinessKey? Key, string? Member) ReadTarget(string url, string type, MemberDirectory members)
    {
        if (url.StartsWith(type + "?", StringComparison.Ordinal))
            return (ReadKey(type, url[type.Length..]), null);

        const string Organization = "Organization/";
        return type == "Organization" && url.StartsWith(Organization, StringComparison.Ordinal)
            && members.Find(url[Organization.Length..]) is { } member ? (null, member.Id) : default;
    }

    /// <summary>The key in <c>?identifier=system|value</c>; null when it is something else.</summary>
    internal static BusinessKey? ReadKey(string type, string query)
    {
        const string Identifier = "?identifier=";
        if (!query.StartsWith(Identifier, StringComparison.Ordinal))
            return null;
        var token = Uri.UnescapeDataString(query[Identifier.Length..]);
        var bar = token.IndexOf('|', StringComparison.Ordinal);
        return bar > 0 && bar < token.Length - 1 ? new(type, token[..bar], token[(bar + 1)..]) : null;
    }

    private static IEnumerable<HubError> Unresolvable(IReadOnlyList<PlannedEntry> entries)
    {
        var known = entries.Select(e => e.FullUrl).ToHashSet(StringComparer.Ordinal);
        return
            from entry in entries
            from reference in entry.References
            where reference.Reference is { } url && url.StartsWith("urn:uuid:", StringComparison.Ordinal)
                && !known.Contains(url)
            select new HubError(
                HubErrorCode.FieldMalformed, "A reference points to no entry of the bundle.", entry.Path);
    }
}
