using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>One message on its way: the bundle to read, the segments written so far, and every problem met.</summary>
internal sealed class Draft
{
    private readonly Dictionary<string, Resource> byUrl = [];
    private readonly List<HubError> errors = [];
    private readonly Version version;

    public Draft(DeliveryRequested delivery, Bundle bundle, OutboundContext context)
    {
        (Delivery, Context) = (delivery, context);
        version = Version.TryParse(context.Version, out var read) ? read : new(2, 5, 1);
        foreach (var entry in bundle.Entry)
        {
            if (entry.Resource is not { } resource)
                continue;
            if (entry.FullUrl is { } url)
                byUrl.TryAdd(url, resource);
            if (resource.Id is { } id)
                byUrl.TryAdd($"{resource.TypeName}/{id}", resource);
        }
        Resources = [.. bundle.Entry.Select(e => e.Resource).OfType<Resource>()];
    }

    public DeliveryRequested Delivery { get; }

    public OutboundContext Context { get; }

    public Hl7MessageBuilder Message { get; } = new();

    /// <summary>In the order of the bundle, the focus first.</summary>
    public IReadOnlyList<Resource> Resources { get; }

    public IReadOnlyList<HubError> Errors => errors;

    /// <summary>The focus; null, and an error, when it is of another type.</summary>
    public T? Focus<T>()
        where T : Resource
    {
        if (Resources is [T focus, ..])
            return focus;
        Missing("Bundle.entry[0].resource", $"The focus of type {typeof(T).Name}");
        return null;
    }

    /// <summary>What a reference leads to, when the bundle holds it.</summary>
    public T? Find<T>(ResourceReference? reference)
        where T : Resource =>
        reference?.Reference is not { } url ? null
        : byUrl.TryGetValue(url, out var found) ? found as T
        : byUrl.GetValueOrDefault(Relative(url)) as T;

    /// <summary>The member a reference names.</summary>
    public Member? Member(ResourceReference? reference) =>
        reference?.Reference is { } url && Relative(url).Split('/') is ["Organization", var id]
            ? Context.Members.Find(id)
            : null;

    /// <summary>A place, found or by its type.</summary>
    public bool IsPlace(ResourceReference? actor) => Find<Location>(actor) is not null || IsOfType(actor, "Location");

    /// <summary>A device or room known by its number alone.</summary>
    public bool IsDevice(ResourceReference? actor) =>
        IsOfType(actor, "Device") || (actor?.Reference is null && actor?.Identifier is not null);

    /// <summary>A member of staff. A name without a record is a person, too: senders know some doctors by name
    /// only.</summary>
    public bool IsPerson(ResourceReference? actor) =>
        Find<Practitioner>(actor) is not null || IsOfType(actor, "Practitioner") || IsOfType(actor, "PractitionerRole")
        || (actor?.Reference is null && actor?.Identifier is null && actor?.Display is not null);

    /// <summary>The version of the message is this or later.</summary>
    public bool IsAtLeast(int major, int minor) => version >= new Version(major, minor);

    public void Missing(string path, string what) => errors.Add(HubError.FieldMissing(path, what));

    /// <summary>The message, or every problem.</summary>
    public Result<Hl7Message> Build() => errors.Count > 0 ? Result<Hl7Message>.Failed(errors) : Message.Build();

    private bool IsOfType(ResourceReference? reference, string type) =>
        Find<Resource>(reference)?.TypeName == type
        || (reference?.Reference is { } url && Relative(url).StartsWith(type + "/", StringComparison.Ordinal));

    // http://host/fhir/Patient/1/_history/2 → Patient/1
    private static string Relative(string url)
    {
        var parts = url.Split('/');
        var end = Array.IndexOf(parts, "_history") is var history and > 0 ? history : parts.Length;
        return end < 2 ? url : $"{parts[end - 2]}/{parts[end - 1]}";
    }
}
