using System.IO.Compression;
using IntegrationHub.Fhir;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Exchange;

/// <summary>Writes an answer as HTTP: headers, format, compression.</summary>
internal static class AnswerWriter
{
    /// <summary>Smaller bodies are not worth compressing.</summary>
    private const int CompressFrom = 1024;

    private const string CharactersReplaced =
        "214 - \"Control characters that XML cannot carry are shown as U+FFFD; ask for application/fhir+json\"";

    public static async Task WriteAsync(HttpContext http, FhirAnswer answer, FhirFormat format)
    {
        var response = http.Response;
        SafeAnswers.Apply(response.Headers);
        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;
        if (answer.Version is { } version)
            response.Headers.ETag = $"W/\"{version}\"";
        if (answer.LastModified is { } at)
            response.Headers.LastModified = HeaderUtilities.FormatDate(at);
        if (answer.Location is { } place)
            response.Headers[answer.Status == StatusCodes.Status201Created ? "Location" : "Content-Location"] =
                $"{http.Request.Scheme}://{http.Request.Host}{http.Request.PathBase}/fhir/{place}";

        response.StatusCode = answer.Status;
        if (answer.Json.IsEmpty)
            return;
        var json = answer.Json;
        if (answer.RawType is not null)
            response.Headers.ContentDisposition = "attachment";
        else if (format == FhirFormat.Xml && !(json = XmlCharacters.Replace(json)).Equals(answer.Json))
            response.Headers.Warning = CharactersReplaced;
        var body = answer.RawType is null ? FhirText.Of(json, format, IsPretty(http.Request)) : json;
        response.ContentType = answer.RawType
            ?? (format == FhirFormat.Xml ? FhirFormats.XmlType : FhirFormats.JsonType);
        if (body.Length >= CompressFrom && answer.RawType is null)
        {
            response.Headers.Append("Vary", "Accept-Encoding");
            body = Compressed(http, body);
        }

        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static bool IsPretty(HttpRequest request) =>
        request.QueryString.HasValue && request.Query["_pretty"] == "true";

    private static ReadOnlyMemory<byte> Compressed(HttpContext http, ReadOnlyMemory<byte> body)
    {
        if (EncodingOf(http.Request) is not { } encoding)
            return body;
        http.Response.Headers.ContentEncoding = encoding;
        using var stream = new MemoryStream(body.Length / 3);
        using (Stream packed = encoding == "br"
            ? new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true)
            : new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            packed.Write(body.Span);
        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    private static string? EncodingOf(HttpRequest request)
    {
        if (request.Headers.AcceptEncoding.Count == 0
            || !StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var wanted))
            return null;
        return wanted.Where(w => w.Quality is not 0 && w.Value.Value is "br" or "gzip")
            .OrderByDescending(w => w.Quality ?? 1).ThenBy(w => w.Value.Value, StringComparer.Ordinal)
            .FirstOrDefault()?.Value.Value;
    }
}
