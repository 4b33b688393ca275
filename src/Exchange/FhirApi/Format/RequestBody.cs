using System.IO.Compression;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Exchange;

/// <summary>Content that comes with an interaction.</summary>
internal interface IRequestBody
{
    /// <summary>Media type, lower case, without parameters; empty when there is no body.</summary>
    string MediaType { get; }

    /// <summary>The bytes, decompressed.</summary>
    Task<Result<ReadOnlyMemory<byte>>> BytesAsync(CancellationToken ct);

    /// <summary>The resource, checked.</summary>
    Task<Result<Resource>> ResourceAsync(CancellationToken ct);
}

/// <summary>The body of an entry: parsed with its bundle.</summary>
internal sealed class EntryBody(Resource? resource) : IRequestBody
{
    public string MediaType => resource is null ? "" : "application/fhir+json";

    public Task<Result<ReadOnlyMemory<byte>>> BytesAsync(CancellationToken ct) =>
        Task.FromResult<Result<ReadOnlyMemory<byte>>>(ReadOnlyMemory<byte>.Empty);

    public Task<Result<Resource>> ResourceAsync(CancellationToken ct) => Task.FromResult<Result<Resource>>(
        resource is null ? HubError.FieldMissing("resource", "The resource") : resource);
}

/// <summary>The body of an HTTP request, within its limit before and after decompression.</summary>
internal sealed class HttpBody(HttpRequest request, int limit, BodyMemory.BodyShare share) : IRequestBody
{
    private const int Chunk = 16 * 1024;
    private const int FirstMost = 256 * 1024;

    public string MediaType { get; } = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        ? type.MediaType.Value!.ToLowerInvariant()
        : request.ContentType ?? "";

    public async Task<Result<ReadOnlyMemory<byte>>> BytesAsync(CancellationToken ct)
    {
        if (request.ContentLength > limit)
            return TooLarge();
        if (!share.HasRoom(request.ContentLength ?? 0))
            return BodyMemory.Full;
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } most)
            most.MaxRequestBodySize = limit;
        var encoding = request.Headers.ContentEncoding.ToString();
        var source = Decoded(encoding);
        if (source is null)
            return new HubError(
                HubErrorCode.MediaTypeUnsupported, "Bodies may be compressed with gzip, deflate or br.",
                "Content-Encoding");
        try
        {
            return await ReadAsync(source, ct);
        }
        catch (InvalidDataException)
        {
            return new HubError(HubErrorCode.Unreadable, "The body is not what Content-Encoding says.");
        }
        finally
        {
            if (source != request.Body)
                await source.DisposeAsync();
        }
    }

    public async Task<Result<Resource>> ResourceAsync(CancellationToken ct)
    {
        // The type decides before the body is read: what is no FHIR may be as large as it likes.
        if (FhirFormats.OfContent(MediaType) is null)
            return FhirInput.Read(ReadOnlyMemory<byte>.Empty, request.ContentType);
        return (await BytesAsync(ct)).Then(bytes => FhirInput.Read(bytes, request.ContentType));
    }

    private Stream? Decoded(string encoding) => encoding.ToUpperInvariant() switch
    {
        "" or "IDENTITY" => request.Body,
        "GZIP" or "X-GZIP" => new GZipStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "BR" => new BrotliStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        "DEFLATE" => new ZLibStream(request.Body, CompressionMode.Decompress, leaveOpen: true),
        _ => null,
    };

    // A small body that unpacks to gigabytes ends here: never more than the limit is kept. Room is taken as bytes
    // come, not as they are announced: announcing costs a sender nothing.
    private async Task<Result<ReadOnlyMemory<byte>>> ReadAsync(Stream source, CancellationToken ct)
    {
        var buffer = new byte[(int)Math.Clamp((request.ContentLength ?? 0) + 1, Chunk, Math.Min(FirstMost, limit + 1))];
        if (!share.TryTake(buffer.Length))
            return BodyMemory.Full;
        var length = 0;
        while (await source.ReadAsync(buffer.AsMemory(length), ct) is > 0 and var read)
        {
            length += read;
            if (length > limit)
                return TooLarge();
            if (length < buffer.Length)
                continue;
            var larger = (int)Math.Min(limit + 1L, buffer.Length * 2L);
            if (!share.TryTake(larger - buffer.Length))
                return BodyMemory.Full;
            Array.Resize(ref buffer, larger);
        }

        return new ReadOnlyMemory<byte>(buffer, 0, length);
    }

    private HubError TooLarge() => HubError.LimitExceeded("A request body, in bytes,", limit);
}
