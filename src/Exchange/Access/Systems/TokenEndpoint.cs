using System.Net;
using System.Text.Json.Nodes;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary><c>POST /connect/token</c>: RFC 6749 with <c>client_credentials</c> and <c>private_key_jwt</c>.</summary>
internal sealed partial class TokenEndpoint(
    TokenDesk desk, ExchangeOptions options, ILogger<TokenEndpoint> log) : IDisposable
{
    /// <summary>Where it is.</summary>
    public const string Path = "/connect/token";

    private const int FormLimit = 32 * 1024;
    private const int RequestsPerSecond = 100;
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    // A signature costs a hundred times what a wrong token does: nobody may ask for too many.
    private readonly PartitionedRateLimiter<IPAddress> limiter =
        PartitionedRateLimiter.Create<IPAddress, IPAddress>(ip => RateLimitPartition.GetTokenBucketLimiter(
            ip, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = RequestsPerSecond,
                TokensPerPeriod = RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));

    public void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, (RequestDelegate)AnswerAsync);

    /// <summary>
    /// The hub's address as clients write it; null when it is not configured and the client is not on this machine: a
    /// Host header is the client's word, and what was signed for another server must not be good here.
    /// </summary>
    public static string? BaseOf(Uri asked, AccessOptions access) =>
        access.Url is { } url ? url.GetLeftPart(UriPartial.Path).TrimEnd('/')
        : asked.Host is "localhost" or "127.0.0.1" or "[::1]" ? asked.GetLeftPart(UriPartial.Authority)
        : null;

    public void Dispose() => limiter.Dispose();

    private async Task AnswerAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Pragma = "no-cache";
        using var share = limiter.AttemptAcquire(http.Connection.RemoteIpAddress ?? IPAddress.None);
        if (!share.IsAcquired)
        {
            http.Response.Headers.RetryAfter = "1";
            await WriteAsync(http, 429, Error(new("temporarily_unavailable", "Too many requests; wait and go on.")));
            return;
        }

        try
        {
            var (issued, refusal) = await IssueAsync(http);
            await WriteAsync(
                http, refusal is null ? 200 : refusal.Error == "invalid_client" ? 401 : 400,
                issued is not null ? Json(issued) : Error(refusal!));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
        catch (BadHttpRequestException e)
        {
            await WriteAsync(http, e.StatusCode, Error(new("invalid_request", "The form cannot be read.")));
        }
        catch (Exception e) when (Outage.Is(e))
        {
            LogUnreachable(log, e);
            await WriteAsync(
                http, 503, Error(new("temporarily_unavailable", "The database cannot be reached; try again.")));
        }
    }

    private async Task<(IssuedToken?, TokenRefusal?)> IssueAsync(HttpContext http)
    {
        if (await FormAsync(http) is not { } form)
            return (null, new("invalid_request", "A form is expected, each parameter once."));
        var grant = form.GetValueOrDefault("grant_type");
        if (grant != "client_credentials")
            return (null, grant is null ? new("invalid_request", "grant_type is required.")
                : new("unsupported_grant_type", "Only client_credentials is offered."));
        if (form.GetValueOrDefault("client_assertion_type") != AssertionType
            || form.GetValueOrDefault("client_assertion") is not { Length: > 0 } assertion)
            return (null, new(
                "invalid_client", $"client_assertion and client_assertion_type={AssertionType} are required."));
        if (!Uri.TryCreate($"{http.Request.Scheme}://{http.Request.Host}", UriKind.Absolute, out var asked)
            || BaseOf(asked, options.Access) is not { } address)
            return (null, new("invalid_request", "The hub does not know its own address: access.url in hub.yaml."));
        return await desk.IssueAsync(
            assertion, form.GetValueOrDefault("client_id"), form.GetValueOrDefault("scope"), address + Path,
            http.RequestAborted);
    }

    private static async Task<Dictionary<string, string>?> FormAsync(HttpContext http)
    {
        if (http.Request.ContentType?.Split(';')[0].Trim() is not "application/x-www-form-urlencoded")
            return null;
        try
        {
            using var reader = new FormReader(http.Request.Body)
            {
                ValueCountLimit = 32,
                KeyLengthLimit = 256,
                ValueLengthLimit = FormLimit,
            };
            var form = await reader.ReadFormAsync(http.RequestAborted);
            return form.Any(p => p.Value.Count != 1) ? null
                : form.ToDictionary(p => p.Key, p => p.Value[0] ?? "", StringComparer.Ordinal);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static JsonObject Json(IssuedToken issued) => new()
    {
        ["access_token"] = issued.Token,
        ["token_type"] = "bearer",
        ["expires_in"] = issued.Seconds,
        ["scope"] = issued.Scope,
    };

    private static JsonObject Error(TokenRefusal refusal) => new()
    {
        ["error"] = refusal.Error,
        // RFC 6749 §5.2 allows no quotes, no backslash and nothing beyond ASCII.
        ["error_description"] = string.Concat(refusal.Description.Select(c => c is < ' ' or > '~' or '\\' ? '?'
            : c == '"' ? '\'' : c)),
    };

    private static async Task WriteAsync(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        if (status == 401)
            http.Response.Headers.WWWAuthenticate = "private_key_jwt";
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(body.ToJsonString(), http.RequestAborted);
    }

    [LoggerMessage(EventId = 3652, Level = LogLevel.Warning, Message = "A client got no token: no database")]
    private static partial void LogUnreachable(ILogger logger, Exception e);
}
