using IntegrationHub.Gateway;
using IntegrationHub.Gateway.Bus;
using IntegrationHub.Gateway.Relay;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace IntegrationHub.Unit.Gateway;

public sealed class ConfirmWatchTests : IBusWatch
{
    private readonly FakeTimeProvider clock = new();
    private readonly ConfirmWatch watch;
    private int restarts;

    public ConfirmWatchTests() =>
        watch = new(new GatewayLimits(), clock, [this], NullLogger<ConfirmWatch>.Instance);

    Task IBusWatch.RestartAsync(string reason, CancellationToken ct)
    {
        restarts++;
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Thirty_seconds_of_tries_without_a_confirm_drop_the_connection_and_the_new_one_gets_as_long()
    {
        await FailAsync(0);
        await FailAsync(29);
        Assert.Equal(0, restarts);
        await FailAsync(1);
        Assert.Equal(1, restarts);
        await FailAsync(29);
        Assert.Equal(1, restarts);
        await FailAsync(1);
        Assert.Equal(2, restarts);
    }

    [Fact]
    public async Task A_confirm_begins_the_count_anew_and_idle_time_does_not_count()
    {
        await FailAsync(0);
        await FailAsync(29);
        watch.Confirmed();
        clock.Advance(TimeSpan.FromHours(3));
        await FailAsync(0);
        Assert.Equal(0, restarts);
    }

    private Task FailAsync(int after)
    {
        watch.Tried();
        clock.Advance(TimeSpan.FromSeconds(after));
        return watch.FailedAsync(TestContext.Current.CancellationToken);
    }
}
