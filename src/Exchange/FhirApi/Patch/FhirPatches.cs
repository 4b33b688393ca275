using Hl7.Fhir.Model;
using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>PATCH: JSON Patch and FHIRPath Patch, also conditional.</summary>
internal sealed class FhirPatches(FhirWrites writes, TimeProvider clock)
{
    public async Task<FhirAnswer> PatchAsync(FhirRequest request) =>
        (await ReadAsync(request)).TryGet(out var patch, out var errors)
            ? await writes.RunAsync(request, Change.Of(request, ChangeKind.Patch, clock) with { Patch = patch })
            : request.Refuse(errors);

    /// <summary>The patch in an entry of a bundle: a Binary with a JSON Patch in it, or Parameters.</summary>
    public static Result<IPatch> Of(Resource? content) => content switch
    {
        Parameters parameters => FhirPathPatch.Read(parameters).Then<IPatch>(p => p),
        Binary { Data: { } data } binary
            when binary.ContentType?.StartsWith(JsonPatch.MediaType, StringComparison.Ordinal) == true =>
            JsonPatch.Read(data).Then<IPatch>(p => p),
        _ => HubError.FieldMalformed(
            "resource", $"a Parameters resource, or a Binary of contentType {JsonPatch.MediaType}"),
    };

    private static async Task<Result<IPatch>> ReadAsync(FhirRequest request)
    {
        if (request.Body.MediaType == JsonPatch.MediaType)
            return (await request.Body.BytesAsync(request.Aborted)).Then<IPatch>(
                bytes => JsonPatch.Read(bytes).Then<IPatch>(p => p));
        if (FhirFormats.OfContent(request.Body.MediaType) is null)
            return new HubError(
                HubErrorCode.MediaTypeUnsupported,
                $"It takes {JsonPatch.MediaType}, or a FHIRPath Patch as application/fhir+json or +xml.",
                "Content-Type");
        return (await request.Body.ResourceAsync(request.Aborted)).Then(Of);
    }
}
