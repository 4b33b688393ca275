using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Exchange;

/// <summary>A Binary sent as its own content type (FHIR R4 binary.html#rest).</summary>
internal static class RawBinary
{
    public static async Task<Result<Resource>> ReadAsync(FhirRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.Body.MediaType, out _))
            return new HubError(
                HubErrorCode.MediaTypeUnsupported, "It takes a media type such as image/png.", "Content-Type");
        return (await request.Body.BytesAsync(request.Aborted)).Then<Resource>(bytes => new Binary
        {
            Id = request.Id.Length > 0 ? request.Id : null,
            ContentType = request.Body.MediaType,
            Data = bytes.ToArray(),
        });
    }
}
