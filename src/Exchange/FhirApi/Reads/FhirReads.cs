using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>read and vread, also conditional.</summary>
internal sealed class FhirReads(HubDb db)
{
    public async Task<FhirAnswer> ReadAsync(FhirRequest request)
    {
        if (Refusal(request) is { } refused)
            return refused;
        return Answer(request, await request.ReadAsync(
            db, reader => Resources.ReadAsync(reader, request.Type, request.Id, request.Aborted)));
    }

    public async Task<FhirAnswer> VersionAsync(FhirRequest request)
    {
        if (Refusal(request) is { } refused)
            return refused;
        if (!int.TryParse(request.Route("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            return request.Refuse(HubError.NotFound("This version"));
        return Answer(request, await request.ReadAsync(
            db, reader => Resources.ReadVersionAsync(reader, request.Type, request.Id, version, request.Aborted)));
    }

    private static FhirAnswer? Refusal(FhirRequest request)
    {
        if (request.Query.Count == 0)
            return null;
        if (request.Unknown() is { Count: > 0 } unknown)
            return request.Refuse(unknown);
        return request.Shape.Summary == SummaryKind.Count
            ? request.Refuse(HubError.FieldMalformed("_summary", "true, text, data or false, as a single resource takes"))
            : null;
    }

    private static FhirAnswer Answer(FhirRequest request, StoredResource? resource)
    {
        if (resource is not null)
            request.Note.Saw(resource);
        return Shown(request, resource);
    }

    private static FhirAnswer Shown(FhirRequest request, StoredResource? resource) => resource switch
    {
        null => request.Refuse(HubError.NotFound($"This {request.Type}")),
        { Deleted: true } => request.Refuse(new HubError(HubErrorCode.Gone, "It was deleted.")) with
        {
            Version = resource.Version,
            LastModified = resource.LastUpdated,
        },
        _ when IsKnown(request.If, resource) => new(304, ReadOnlyMemory<byte>.Empty)
        {
            Version = resource.Version,
            LastModified = resource.LastUpdated,
        },
        _ => Content(request, resource) with { Version = resource.Version, LastModified = resource.LastUpdated },
    };

    private static FhirAnswer Content(FhirRequest request, StoredResource resource)
    {
        if (!request.AsRaw)
            return new(200, request.Shape.Of(resource.BodyJson));
        var binary = FhirJson.Parse<Binary>(resource.BodyJson);
        return new(200, binary.Data ?? []) { RawType = binary.ContentType ?? "application/octet-stream" };
    }

    // If-None-Match is the better witness: with it the date is not looked at (RFC 9110 §13.1.3).
    private static bool IsKnown(RequestConditions conditions, StoredResource resource) =>
        conditions.NoneMatch is { } tags ? tags.Holds(resource.Version)
        : conditions.ModifiedSince is { } since
            && DateTimeOffset.FromUnixTimeSeconds(resource.LastUpdated.ToUnixTimeSeconds()) <= since;
}
