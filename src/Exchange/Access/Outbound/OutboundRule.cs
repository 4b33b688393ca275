using System.Net;
using IntegrationHub.Contracts;

namespace IntegrationHub.Exchange;

/// <summary>Which URLs the hub may ask; addresses are looked at later, when it connects.</summary>
internal sealed class OutboundRule(OutboundOptions options)
{
    private const int Longest = 2_048;

    /// <summary>The URL, or what forbids it.</summary>
    /// <param name="text">As somebody wrote it.</param>
    /// <param name="path">Where it was written.</param>
    public Result<Uri> Read(string? text, string path)
    {
        if (text is not { Length: > 0 and <= Longest } || text.Any(c => c is <= ' ' or '\\' or >= '\x7f')
            || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.HostNameType == UriHostNameType.Basic)
            return HubError.FieldMalformed(path, "an address such as https://keys.example.org/jwks.json");
        if (url.UserInfo.Length > 0 || text.Contains('@', StringComparison.Ordinal) || url.Fragment.Length > 0)
            return new HubError(
                HubErrorCode.FieldMalformed, "No user, password, @ or # may stand in the address.", path);
        if (url.Scheme != Uri.UriSchemeHttps && !(url.Scheme == Uri.UriSchemeHttp && IsLoopbackHttp(url)))
            return new HubError(HubErrorCode.FieldMalformed, "The address must begin with https://.", path);
        return IsInternal(url) || options.Hosts.Any(h => Names(h, url))
            ? url
            : new HubError(
                HubErrorCode.BusinessRule,
                $"{url.Host}:{url.Port} is not among the hosts the hub may ask: access.outbound.hosts in hub.yaml.",
                path);
    }

    /// <summary>True: operations has named it as a host of its own network.</summary>
    public bool IsInternal(Uri url) => options.Internal.Any(h => Names(h, url));

    private bool IsLoopbackHttp(Uri url) => options.LoopbackHttp && IsInternal(url)
        && (url.IdnHost == "localhost" || (IPAddress.TryParse(url.IdnHost, out var ip) && IPAddress.IsLoopback(ip)));

    private static bool Names(string entry, Uri url)
    {
        // host, host:port, [::1], [::1]:port
        var colon = entry.LastIndexOf(':');
        var hasPort = colon > entry.LastIndexOf(']') && colon == (entry[0] == '[' ? colon : entry.IndexOf(':'));
        var (host, port) = hasPort ? (entry[..colon], entry[(colon + 1)..]) : (entry, "");
        if (port.Length == 0 ? !url.IsDefaultPort : port != $"{url.Port}")
            return false;
        var asked = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
        return host.StartsWith("*.", StringComparison.Ordinal)
            ? url.HostNameType == UriHostNameType.Dns && asked.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase)
            : string.Equals(asked, host, StringComparison.OrdinalIgnoreCase);
    }
}
