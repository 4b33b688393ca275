using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>create, update and delete, also conditional.</summary>
internal sealed class FhirWrites(WriteDesk desk, ExchangeOptions options, TimeProvider clock)
{
    public Task<FhirAnswer> CreateAsync(FhirRequest request) => WithContentAsync(request, ChangeKind.Create);

    public Task<FhirAnswer> UpdateAsync(FhirRequest request) => WithContentAsync(request, ChangeKind.Update);

    public Task<FhirAnswer> DeleteAsync(FhirRequest request) =>
        RunAsync(request, Change.Of(request, ChangeKind.Delete, clock) with { Many = options.Fhir.DeleteMany });

    /// <summary>Makes one change and answers it.</summary>
    public async Task<FhirAnswer> RunAsync(FhirRequest request, Change change) =>
        change.Condition is null && change.Kind == ChangeKind.Delete && request.Unknown() is { Count: > 0 } unknown
            ? request.Refuse(unknown)
        : (await desk.RunAsync(request.Caller, [change], null, null, request.Aborted)).TryGet(out var made, out var e)
            ? WriteAnswers.Of(request, made[0])
            : Refused(request, e);

    /// <summary>The refusal, with <c>Allow</c> where the method is the reason.</summary>
    public static FhirAnswer Refused(FhirRequest request, IReadOnlyList<HubError> errors) =>
        errors[0].Code == HubErrorCode.NotSupported
            ? request.Refuse(errors) with { Headers = [("Allow", "GET, HEAD, PATCH, DELETE")] }
            : request.Refuse(errors);

    private async Task<FhirAnswer> WithContentAsync(FhirRequest request, ChangeKind kind)
    {
        var change = Change.Of(request, kind, clock);
        if (change.Condition is null && request.Unknown() is { Count: > 0 } unknown)
            return request.Refuse(unknown);
        var content = request.Type == "Binary" && FhirFormats.OfContent(request.Body.MediaType) is null
            ? await RawBinary.ReadAsync(request)
            : await request.Body.ResourceAsync(request.Aborted);
        return content.TryGet(out var resource, out var errors)
            ? await RunAsync(request, change with { Resource = resource })
            : request.Refuse(errors);
    }
}
