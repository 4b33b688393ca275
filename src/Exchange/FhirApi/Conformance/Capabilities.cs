using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Exchange;

/// <summary>
/// The CapabilityStatement at <c>/fhir/metadata</c>, made once per base URL and set of custom search parameters from the
/// tables the server itself runs on:
/// it cannot promise more.
/// </summary>
internal sealed class Capabilities(ExchangeOptions options, TimeProvider clock)
{
    // The base comes from the Host header, so a client may make up any number of them.
    private const int BasesKept = 16;

    private readonly ConcurrentDictionary<string, (string Custom, FhirAnswer Answer)> made = new(StringComparer.Ordinal);
    private readonly DateTimeOffset started = clock.GetUtcNow();

    /// <summary>The statement for the address the client used.</summary>
    /// <param name="request">May name a <c>mode</c>.</param>
    /// <param name="routes">Every interaction offered.</param>
    /// <param name="operations">Every operation offered.</param>
    public FhirAnswer Answer(
        FhirRequest request, IReadOnlyList<FhirRoute> routes, IReadOnlyList<FhirOperation> operations)
    {
        var mode = request.Values("mode").FirstOrDefault() ?? "full";
        if (mode == "terminology")
            return request.Refuse(new HubError(
                HubErrorCode.NotFound, "This server offers no terminology service.", "mode"));
        if (mode is not ("full" or "normative"))
            return request.Refuse(HubError.FieldMalformed("mode", "full, normative or terminology"));
        if (request.Unknown("mode") is { Count: > 0 } unknown)
            return request.Refuse(unknown);
        var answer = Known(request.Base, routes, operations);
        return request.If.NoneMatch is { } tags && tags.Holds(answer.Version)
            ? answer with { Status = 304, Json = ReadOnlyMemory<byte>.Empty }
            : answer;
    }

    private FhirAnswer Known(
        string baseUrl, IReadOnlyList<FhirRoute> routes, IReadOnlyList<FhirOperation> operations)
    {
        var custom = string.Join(' ', SearchParameters.Custom.All.Select(p => $"{p.Resource}.{p.Name}").Order());
        if (made.TryGetValue(baseUrl, out var known) && known.Custom == custom)
            return known.Answer;
        if (made.Count >= BasesKept)
            made.Clear();
        var answer = Make(baseUrl, routes, operations);
        made[baseUrl] = (custom, answer);
        return answer;
    }

    private FhirAnswer Make(
        string baseUrl, IReadOnlyList<FhirRoute> routes, IReadOnlyList<FhirOperation> operations)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 * 1024);
        FhirJson.Serialize(buffer, new CapabilityWriter(options, routes, operations).Statement(baseUrl, started));
        return new(200, buffer.WrittenMemory)
        {
            // A number that changes with the content is all an ETag needs.
            Version = BitConverter.ToInt32(SHA256.HashData(buffer.WrittenSpan)) & int.MaxValue,
            LastModified = started,
        };
    }
}
