using System.Net;
using System.Threading.RateLimiting;

namespace IntegrationHub.Exchange;

/// <summary>An address that sends wrong tokens is soon told to stop. A good token from there is served all the same: a
/// hospital's systems may share one address.</summary>
internal sealed class AddressLimits(ExchangeOptions options) : IDisposable
{
    /// <summary>How long it has to wait.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress> refusals = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetFixedWindowLimiter(
            address,
            _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = options.Fhir.RefusalsPerMinute,
                Window = Window,
                QueueLimit = 0,
            }));

    /// <summary>Counts a request without a valid token.</summary>
    /// <returns>False when the address has sent too many.</returns>
    public bool MayBeRefused(IPAddress? address)
    {
        using var lease = refusals.AttemptAcquire(NetworkOf(address));
        return lease.IsAcquired;
    }

    /// <summary>The address, or its /64: whoever has one IPv6 address has all of them.</summary>
    public static IPAddress NetworkOf(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (bytes.Length != 16)
            return address;
        bytes.AsSpan(8).Clear();
        return new(bytes);
    }

    public void Dispose() => refusals.Dispose();
}
