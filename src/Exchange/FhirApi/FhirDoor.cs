using System.Globalization;
using System.Text;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace IntegrationHub.Exchange;

/// <summary>A request behind the door: the caller is known.</summary>
internal sealed record FhirRequest(HttpContext Http, Caller Caller, string RequestId)
{
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Absolute URL of <c>/fhir</c> as the client wrote it.</summary>
    public string Base => $"{Http.Request.Scheme}://{Http.Request.Host}{Http.Request.PathBase}/fhir";

    public string Route(string name) => (string)Http.Request.RouteValues[name]!;

    public FhirAnswer Refuse(params IReadOnlyList<HubError> errors) => FhirAnswer.Of(errors, RequestId);
}

/// <summary>
/// The one way in: request id, token, format, then the handler, then headers and body. Whatever goes wrong is an
/// OperationOutcome.
/// </summary>
internal sealed partial class FhirDoor(ClientTokens tokens, ExchangeMeter meter, ILogger<FhirDoor> log)
{
    private const int RequestIdLimit = 100;

    private static readonly Caller Anonymous = new("", "anonymous");

    /// <param name="interaction">Name of the FHIR interaction, for the metrics.</param>
    /// <param name="handle">The handler.</param>
    /// <param name="anonymous">True: no token is asked for.</param>
    public RequestDelegate Open(
        string interaction, Func<FhirRequest, Task<FhirAnswer>> handle, bool anonymous = false) => async http =>
        {
            var requestId = RequestIdOf(http);
            var format = FhirFormats.Choose(http.Request.Query["_format"], http.Request.Headers.Accept);
            if (await AnswerAsync(http, requestId, format, handle, anonymous) is not { } answer)
                return; // the client has gone
            meter.FhirRequest(interaction, http.Request.RouteValues["type"] as string, answer.Status);
            await WriteAsync(http, answer, format.IsOk ? format.Value : FhirFormat.Json);
        };

    private async Task<FhirAnswer?> AnswerAsync(
        HttpContext http, string requestId, Result<FhirFormat> format, Func<FhirRequest, Task<FhirAnswer>> handle,
        bool anonymous)
    {
        try
        {
            var caller = anonymous ? Anonymous : await tokens.FindAsync(BearerOf(http), http.RequestAborted);
            return caller is null ? Unauthorized(requestId)
                : !format.IsOk ? FhirAnswer.Of(format.Errors, requestId, StatusCodes.Status406NotAcceptable)
                : await handle(new FhirRequest(http, caller, requestId));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        catch (BadHttpRequestException e)
        {
            return FhirAnswer.Of(
                [new(HubErrorCode.Unreadable, "The request body cannot be read.")], requestId, e.StatusCode);
        }
        catch (Exception e) when (Outage.Is(e))
        {
            LogUnreachable(log, e, requestId);
            return FhirAnswer.Of(
                [new(HubErrorCode.ServiceUnreachable, "The database cannot be reached; try again.")], requestId);
        }
#pragma warning disable CA1031 // the last catch of a request: details go to the log, never to the client
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(log, e, requestId);
            return FhirAnswer.Of(
                [new(HubErrorCode.Internal, "The hub failed; tell operations the request id.")], requestId);
        }
    }

    private static string RequestIdOf(HttpContext http)
    {
        string? sent = http.Request.Headers["X-Request-Id"];
        var usable = sent is { Length: > 0 and <= RequestIdLimit } && sent.All(c => c is > ' ' and < '\x7f');
        var id = usable ? sent! : Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        http.Response.Headers["X-Request-Id"] = id;
        return id;
    }

    private static string? BearerOf(HttpContext http)
    {
        string? header = http.Request.Headers.Authorization;
        return header is not null && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header[7..].Trim()
            : null;
    }

    private static FhirAnswer Unauthorized(string requestId) =>
        FhirAnswer.Of([new(HubErrorCode.Unauthorized, "A valid bearer token is required.")], requestId) with
        {
            Headers = [("WWW-Authenticate", "Bearer realm=\"fhir\"")],
        };

    private static async Task WriteAsync(HttpContext http, FhirAnswer answer, FhirFormat format)
    {
        var response = http.Response;
        foreach (var (name, value) in answer.Headers)
            response.Headers[name] = value;
        if (answer.Version is { } version)
            response.Headers.ETag = $"W/\"{version}\"";
        if (answer.LastModified is { } at)
            response.GetTypedHeaders().LastModified = at;

        response.StatusCode = NotModified(http.Request, answer) ? StatusCodes.Status304NotModified : answer.Status;
        if (response.StatusCode == StatusCodes.Status304NotModified || answer.Json.IsEmpty)
            return;
        var body = format == FhirFormat.Json ? answer.Json : ToXml(answer.Json);
        response.ContentType = format == FhirFormat.Json ? FhirFormats.JsonType : FhirFormats.XmlType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
            await response.Body.WriteAsync(body, http.RequestAborted);
    }

    private static bool NotModified(HttpRequest request, FhirAnswer answer)
    {
        if (answer.Status != StatusCodes.Status200OK || answer.Version is not { } version)
            return false;
        var headers = new RequestHeaders(request.Headers);
        var tag = new EntityTagHeaderValue($"\"{version}\"", isWeak: true);
        return headers.IfNoneMatch.Count > 0
            ? headers.IfNoneMatch.Any(t => t.Tag == "*" || t.Compare(tag, useStrongComparison: false))
            : headers.IfModifiedSince is { } since && answer.LastModified is { } at
                && DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds()) <= since;
    }

    private static ReadOnlyMemory<byte> ToXml(ReadOnlyMemory<byte> json) =>
        Encoding.UTF8.GetBytes(new FhirXmlSerializer().SerializeToString(FhirJson.Parse<Resource>(json.Span)));

    [LoggerMessage(EventId = 3501, Level = LogLevel.Error, Message = "FHIR request {RequestId} failed")]
    private static partial void LogFailed(ILogger logger, Exception e, string requestId);

    [LoggerMessage(EventId = 3502, Level = LogLevel.Warning, Message = "FHIR request {RequestId} found no database")]
    private static partial void LogUnreachable(ILogger logger, Exception e, string requestId);
}
