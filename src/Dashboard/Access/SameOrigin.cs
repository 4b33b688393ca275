using System.Net;
using Microsoft.AspNetCore.Http;

namespace IntegrationHub.Dashboard;

/// <summary>Tells a request of our own pages or of a script from one that another site made a browser send.</summary>
internal static class SameOrigin
{
    /// <summary>Scripts that are no browser send this header with POST; another site's form cannot.</summary>
    internal const string ScriptHeader = "X-Ops-Request";

    /// <summary>May this POST change anything?</summary>
    internal static bool MayChange(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
            return Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
                && string.Equals(uri.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase);

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        return site is "same-origin" || (site.Length == 0 && request.Headers.ContainsKey(ScriptHeader));
    }

    /// <summary>
    /// Did this machine ask, directly and under a name of its own? A foreign host name would be DNS rebinding,
    /// a forwarding header a proxy that speaks for somebody else.
    /// </summary>
    internal static bool IsLocal(HttpContext http)
    {
        var headers = http.Request.Headers;
        return http.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer)
            && !headers.ContainsKey("X-Forwarded-For") && !headers.ContainsKey("Forwarded")
            && IsLocalName(http.Request.Host.Host);
    }

    private static bool IsLocalName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
