using System.Globalization;
using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>
/// The one way in: request id, origin, token, share, form, then the handler, then headers and body. Whatever goes wrong
/// is an OperationOutcome.
/// </summary>
internal sealed partial class FhirDoor(
    Callers callers, DoorLimits limits, CallerView views, AuditDoor audit, ExchangeOptions options,
    ExchangeMeter meter, TimeProvider clock, ILogger<FhirDoor> log)
{
    private const int RequestIdLimit = 100;

    private static readonly Caller Anonymous = new("", "anonymous");

    private readonly Origins origins = new(options.Fhir.AllowedOrigins);

    /// <summary>What answers requests of a route.</summary>
    public RequestDelegate Open(FhirRoute route) => async http =>
    {
        var requestId = RequestIdOf(http);
        if (origins.Answer(http))
            return; // a browser asked whether it may ask
        var format = FormatOf(http);
        var note = audit.Begin(http, route.Interaction, requestId);
        if (await AnswerAsync(http, requestId, format, route, note) is not { } answer)
        {
            await audit.LeaveAsync(note);
            return; // the client has gone
        }

        answer = await audit.PassAsync(note, answer);
        meter.FhirRequest(route.Interaction, http.Request.RouteValues["type"] as string, answer.Status);
        await AnswerWriter.WriteAsync(http, answer, format.IsOk ? format.Value : FhirFormat.Json);
    };

    private async Task<FhirAnswer?> AnswerAsync(
        HttpContext http, string requestId, Result<FhirFormat> format, FhirRoute route, AuditNote note)
    {
        try
        {
            var caller = route.Anonymous
                ? Anonymous with { Name = AddressLimits.NetworkOf(http.Connection.RemoteIpAddress).ToString() }
                : await callers.FindAsync(BearerOf(http), http.RequestAborted);
            if (caller is null)
                return limits.Addresses.MayBeRefused(http.Connection.RemoteIpAddress)
                    ? Unauthorized(requestId)
                    : Busy(requestId, AddressLimits.Window);
            note.Caller = caller;
            if (!format.IsOk)
                return FhirAnswer.Of(format.Errors, requestId);
            using var share = limits.Clients.Take(caller);
            using var body = limits.Bodies.Begin();
            return !share.IsAcquired ? Busy(requestId, TimeSpan.FromSeconds(1))
                : limits.Clients.Count(caller) is { } tomorrow ? Busy(requestId, tomorrow)
                : !Read(http, requestId, caller, format.Value, note, body).TryGet(out var request, out var errors)
                    ? FhirAnswer.Of(errors, requestId)
                : await route.RunAsync(request);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
        catch (SearchTimeOverException e)
        {
            return SearchTime.Answer(e, requestId);
        }
        catch (BadHttpRequestException e)
        {
            var code = e.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? HubErrorCode.LimitExceeded : HubErrorCode.Unreadable;
            return FhirAnswer.Of([new(code, "The request body cannot be read.")], requestId, e.StatusCode);
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

    private Result<FhirRequest> Read(
        HttpContext http, string requestId, Caller caller, FhirFormat format, AuditNote note,
        BodyMemory.BodyShare body)
    {
        var given = http.Request;
        List<KeyValuePair<string, string>> query = given.QueryString.HasValue
            ? [.. given.Query.SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? "")))]
            : [];
        return RequestConditions.Read(given.Headers).Then(conditions => OutputShape.Read(query)
            .Then<FhirRequest>(shape => new FhirRequest
            {
                Caller = caller,
                View = views.Of(caller, clock.GetUtcNow()),
                Note = note,
                RequestId = requestId,
                Base = $"{given.Scheme}://{given.Host}{given.PathBase}/fhir",
                Method = HttpMethods.IsHead(given.Method) ? HttpMethods.Get : given.Method,
                Aborted = http.RequestAborted,
                RouteValues = given.RouteValues.ToDictionary(v => v.Key, v => v.Value as string ?? ""),
                Query = query,
                If = conditions,
                Prefer = Preference.Read(given.Headers["Prefer"]),
                Shape = shape,
                Body = new HttpBody(given, options.Fhir.BodyLimit, body),
                AsRaw = format == FhirFormat.Raw,
                SearchTime = options.Fhir.SearchTime,
            }));
    }

    private static Result<FhirFormat> FormatOf(HttpContext http)
    {
        string? format = http.Request.QueryString.HasValue ? http.Request.Query["_format"] : default;
        return http.Request.RouteValues["type"] as string == "Binary"
            ? FhirFormats.ChooseForBinary(format, http.Request.Headers.Accept)
            : FhirFormats.Choose(format, http.Request.Headers.Accept);
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

    private static FhirAnswer Busy(string requestId, TimeSpan wait) => FhirAnswer.Of(
        [new(HubErrorCode.TooManyRequests, "This client asks more than its share; wait and go on.")], requestId) with
    {
        Headers = [("Retry-After", Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture))],
    };

    [LoggerMessage(EventId = 3501, Level = LogLevel.Error, Message = "FHIR request {RequestId} failed")]
    private static partial void LogFailed(ILogger logger, Exception e, string requestId);

    [LoggerMessage(EventId = 3502, Level = LogLevel.Warning, Message = "FHIR request {RequestId} found no database")]
    private static partial void LogUnreachable(ILogger logger, Exception e, string requestId);
}
