using IntegrationHub.Gateway;
using IntegrationHub.Gateway.Relay;
using Xunit;

namespace IntegrationHub.Unit.Gateway;

public sealed class BackoffTests
{
    [Theory]
    [InlineData(0, 15)]
    [InlineData(1, 15)]
    [InlineData(2, 30)]
    [InlineData(3, 60)]
    [InlineData(7, 900)]
    [InlineData(int.MaxValue, 900)]
    public void Waits_double_up_to_the_most(int tries, int seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            Backoff.After(tries, TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(15)));

    [Theory]
    [InlineData(0.0, 75)]
    [InlineData(0.5, 100)]
    [InlineData(0.999, 124.95)]
    public void Jitter_is_a_quarter_either_way(double chance, double seconds) =>
        Assert.Equal(seconds, Backoff.WithJitter(TimeSpan.FromSeconds(100), chance).TotalSeconds, 3);

    [Theory]
    [InlineData(999_999_999, 1_000_000_000_000, true)]
    [InlineData(1_000_000_000, 1_000_000_000_000, false)]
    [InlineData(5_000_000, 64_000_000, true)] // a small disk: a tenth of it
    [InlineData(6_400_000, 64_000_000, false)]
    public void The_disk_reserve_is_the_smaller_of_bytes_and_share(long free, long total, bool low) =>
        Assert.Equal(low, DiskReserve.Above(free, total, new GatewayLimits()) < 0);
}
