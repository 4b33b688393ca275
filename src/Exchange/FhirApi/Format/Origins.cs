using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Exchange;

/// <summary>Which web pages may call from a browser (CORS).</summary>
internal sealed class Origins(IReadOnlyList<string> allowed)
{
    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE";

    private const string Asked = "Authorization, Content-Type, Accept, If-Match, If-None-Match, If-Modified-Since, "
        + "If-None-Exist, Prefer, X-Request-Id, X-Security-Context";

    private const string Shown = "ETag, Location, Content-Location, Last-Modified, X-Request-Id, Retry-After";

    /// <summary>Adds what a browser wants to know.</summary>
    /// <returns>True when that was all: the browser only asked whether it may ask.</returns>
    public bool Answer(HttpContext http)
    {
        if (allowed.Count == 0)
            return false;
        var headers = http.Response.Headers;
        headers.Vary = "Origin";
        if ((string?)http.Request.Headers.Origin is not { Length: > 0 } origin || !IsAllowed(origin))
            return false;
        headers.AccessControlAllowOrigin = allowed.Contains("*") ? "*" : origin;
        headers.AccessControlExposeHeaders = Shown;
        if (!HttpMethods.IsOptions(http.Request.Method)
            || http.Request.Headers.AccessControlRequestMethod.Count == 0)
            return false;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = Asked;
        headers.AccessControlMaxAge = "600";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }

    private bool IsAllowed(string origin) =>
        allowed.Contains("*") || allowed.Contains(origin, StringComparer.OrdinalIgnoreCase);
}
