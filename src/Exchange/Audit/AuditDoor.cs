using IntegrationHub.Contracts;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>The door's side of the trail: what is not durable there is not answered.</summary>
internal sealed partial class AuditDoor(IAuditTrail trail, TimeProvider clock, ILogger<AuditDoor> log)
{
    private const int LongestUrl = 8 * 1024;

    /// <summary>The note of a request, before anything is known but where it goes.</summary>
    public AuditNote Begin(HttpContext http, string interaction, string requestId) => new()
    {
        At = clock.GetUtcNow(),
        Interaction = interaction,
        RequestId = requestId,
        Source = http.Connection.RemoteIpAddress?.ToString(),
        Url = UrlOf(http.Request),
    };

    /// <summary>Writes what is still to be written, then lets the answer go; 503 when it cannot be written.</summary>
    public async Task<FhirAnswer> PassAsync(AuditNote note, FhirAnswer answer)
    {
        var lines = note.Lines(answer.Status);
        if (lines.Count == 0)
            return answer;
        try
        {
            await trail.WriteAsync(lines, CancellationToken.None);
            return answer;
        }
#pragma warning disable CA1031 // whatever it was: nothing leaves without its entry
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogUnwritten(log, e, note.RequestId ?? "");
            return FhirAnswer.Of(
                [new(HubErrorCode.ServiceUnreachable, "The audit trail cannot be written; try again.")],
                note.RequestId ?? "");
        }
    }

    /// <summary>Whoever asked has gone before the answer; the attempt stays known.</summary>
    public Task LeaveAsync(AuditNote note) => PassAsync(note, new(StatusCodes.Status499ClientClosedRequest, default));

    private static string UrlOf(HttpRequest request)
    {
        var path = request.Path.Value ?? "";
        path = path.StartsWith("/fhir/", StringComparison.Ordinal) ? path[6..] : path;
        var url = path + request.QueryString.Value;
        return url.Length <= LongestUrl ? url : url[..LongestUrl];
    }

    [LoggerMessage(EventId = 3610, Level = LogLevel.Error,
        Message = "The audit trail cannot be written; request {RequestId} was answered 503")]
    private static partial void LogUnwritten(ILogger logger, Exception e, string requestId);
}
