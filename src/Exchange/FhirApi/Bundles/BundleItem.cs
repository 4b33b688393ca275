using System.Runtime.CompilerServices;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>One entry of a batch or transaction, read: an interaction like any other.</summary>
/// <param name="Path">Where it stands: <c>Bundle.entry[3]</c>.</param>
/// <param name="FullUrl">What other entries call it; null when they do not.</param>
/// <param name="Route">The interaction.</param>
/// <param name="Request">Its URL, parameters, conditions and content.</param>
/// <param name="Resource">Its content; null when there is none.</param>
internal sealed record BundleItem(
    string Path, string? FullUrl, FhirRoute Route, FhirRequest Request, Resource? Resource)
{
    /// <summary>What it changes; null: it reads.</summary>
    public ChangeKind? Kind => Route.Interaction switch
    {
        "create" => ChangeKind.Create,
        "update" => ChangeKind.Update,
        "patch" => ChangeKind.Patch,
        "delete" => ChangeKind.Delete,
        _ => null,
    };

    public bool Reads => Request.Method == "GET";

    /// <summary>Reads an entry.</summary>
    public static Result<BundleItem> Read(
        Bundle.EntryComponent entry, int index, FhirRequest bundle, FhirRoutes routes)
    {
        var path = $"Bundle.entry[{index}]";
        if (entry.Request?.Method is not { } verb)
            return HubError.FieldMissing(path + ".request.method", "The method");
        if (entry.Request.Url is not { } url)
            return HubError.FieldMissing(path + ".request.url", "The url");
        var method = verb == Bundle.HTTPVerb.HEAD ? "GET" : verb.ToString().ToUpperInvariant();
        var (place, query) = Split(url, bundle.Base);
        if (place.Length == 0 || routes.Find(method, place) is not var (route, values))
            return new HubError(
                HubErrorCode.FieldMalformed, "The method and url name no interaction of this server.",
                path + ".request.url");
        if (values.TryGetValue("id", out var id) && !FhirTypes.IsId(id))
            return HubError.FieldMalformed(path + ".request.url", "a resource id");
        if (route.Interaction is "create" or "update" or "patch" && entry.Resource is null)
            return HubError.FieldMissing(path + ".resource", "The resource");

        var parameters = Change.ConditionOf("?" + query);
        var ask = entry.Request;
        return RequestConditions.Read(ask.IfMatch, ask.IfNoneMatch, ask.IfNoneExist, ask.IfModifiedSince)
            .Then(conditions => OutputShape.Read(parameters).Then(shape => Allowed(new BundleItem(
                path, string.IsNullOrEmpty(entry.FullUrl) ? null : entry.FullUrl, route,
                bundle with
                {
                    AsRaw = false,
                    Note = bundle.Note.ForPart(path, route.Interaction, url),
                    Method = method,
                    RouteValues = values,
                    Query = parameters,
                    If = conditions,
                    Shape = shape,
                    Body = new EntryBody(entry.Resource),
                },
                entry.Resource))));
    }

    private static Result<BundleItem> Allowed(BundleItem item) =>
        ScopeRule.Refusal(item.Route, item.Request) is { } error ? error with { Path = item.Path } : item;

    private static (string Path, string Query) Split(string url, string baseUrl)
    {
        var relative = url.StartsWith(baseUrl + "/", StringComparison.Ordinal) ? url[(baseUrl.Length + 1)..] : url;
        var mark = relative.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (relative, "") : (relative[..mark], relative[(mark + 1)..]);
    }

    // Two that say the same are still two.
    public bool Equals(BundleItem? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
