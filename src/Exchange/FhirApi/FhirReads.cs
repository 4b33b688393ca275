using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>read, vread and the two histories.</summary>
internal sealed partial class FhirReads(HubDb db)
{
    public async Task<FhirAnswer> ReadAsync(FhirRequest request)
    {
        var (type, id) = (request.Route("type"), request.Route("id"));
        if (Refusal(request, type, id, []) is { } refused)
            return refused;
        await using var reader = await db.ReadAsync(request.Aborted);
        return Answer(request, await Resources.ReadAsync(reader, type, id, request.Aborted));
    }

    public async Task<FhirAnswer> VersionAsync(FhirRequest request)
    {
        var (type, id) = (request.Route("type"), request.Route("id"));
        if (Refusal(request, type, id, []) is { } refused)
            return refused;
        if (!int.TryParse(request.Route("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return request.Refuse(HubError.NotFound("This version"));
        await using var reader = await db.ReadAsync(request.Aborted);
        return Answer(request, await Resources.ReadVersionAsync(reader, type, id, version, request.Aborted));
    }

    public async Task<FhirAnswer> HistoryAsync(FhirRequest request)
    {
        var (type, id) = (request.Route("type"), request.Route("id"));
        if (Refusal(request, type, id, HistoryPage.Parameters) is { } refused)
            return refused;
        if (!HistoryPage.Read(request).TryGet(out var page, out var errors))
            return request.Refuse(errors);

        await using var reader = await db.ReadAsync(request.Aborted);
        var current = await Resources.ReadAsync(reader, type, id, request.Aborted);
        if (current is null)
            return request.Refuse(HubError.NotFound($"This {type}"));
        var before = page.After is { } after ? (int)after.At : (int?)null;
        var found = await Resources.HistoryAsync(reader, type, id, before, page.Count + 1, request.Aborted);
        return page.Answer(request, $"{type}/{id}/_history", found, current.Version, last => new(last.Version, id));
    }

    public async Task<FhirAnswer> TypeHistoryAsync(FhirRequest request)
    {
        var type = request.Route("type");
        if (Refusal(request, type, null, HistoryPage.Parameters) is { } refused)
            return refused;
        if (!HistoryPage.Read(request).TryGet(out var page, out var errors))
            return request.Refuse(errors);

        await using var reader = await db.ReadAsync(request.Aborted);
        var found = await Resources.TypeHistoryAsync(reader, type, page.After, page.Count + 1, request.Aborted);
        return page.Answer(request, $"{type}/_history", found, null, Resources.PositionOf);
    }

    private static FhirAnswer? Refusal(FhirRequest request, string type, string? id, IReadOnlyList<string> allowed)
    {
        if (SearchParameters.Of(type).Count == 0)
            return request.Refuse(HubError.NotFound($"The resource type {Quoted(type)}"));
        if (id is not null && !LogicalId().IsMatch(id))
            return request.Refuse(HubError.NotFound($"This {type}"));
        var unknown = request.Http.Request.Query.Keys
            .Where(k => k is not ("_format" or "_pretty") && !allowed.Contains(k))
            .Select(k => new HubError(HubErrorCode.FieldMalformed, "This parameter is not known here.", Quoted(k)))
            .ToList();
        return unknown.Count > 0 ? request.Refuse(unknown) : null;
    }

    private static string Quoted(string name) => name.Length <= 64 ? name : name[..64] + "…";

    private static FhirAnswer Answer(FhirRequest request, StoredResource? resource) => resource switch
    {
        null => request.Refuse(HubError.NotFound($"This {request.Route("type")}")),
        { Deleted: true } => request.Refuse(new HubError(HubErrorCode.Gone, "It was deleted.")),
        _ => new(200, Encoding.UTF8.GetBytes(resource.BodyJson))
        {
            Version = resource.Version,
            LastModified = resource.LastUpdated,
        },
    };

    [GeneratedRegex(@"^[A-Za-z0-9\-.]{1,64}$")]
    private static partial Regex LogicalId();
}
