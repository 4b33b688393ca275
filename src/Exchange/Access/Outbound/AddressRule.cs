using System.Net;
using System.Net.Sockets;

namespace IntegrationHub.Exchange;

/// <summary>Which addresses the hub may connect to on somebody else's word (IANA special-purpose registries).</summary>
internal static class AddressRule
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    // Of a hospital's own network; link-local ones (cloud metadata) and multicast never are.
    private static readonly IPNetwork[] Internal =
    [
        .. new[]
        {
            "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7",
        }.Select(IPNetwork.Parse),
    ];

    // Everything else of IPv6 is reserved, local, multicast or an IPv4 address in disguise.
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    // IPv4 inside IPv6 is refused first: IPNetwork compares such an address as IPv4 and finds it in 2000::/3.

    /// <summary>True: anybody on the Internet may be meant.</summary>
    public static bool IsPublic(IPAddress address) =>
        !address.IsIPv4MappedToIPv6 && !NotPublic.Any(n => n.Contains(address))
        && (address.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(address));

    /// <summary>True: a host that operations has named as internal may be there.</summary>
    public static bool IsInternal(IPAddress address) =>
        IsPublic(address) || (!address.IsIPv4MappedToIPv6 && Internal.Any(n => n.Contains(address)));
}
