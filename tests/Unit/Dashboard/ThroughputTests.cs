using IntegrationHub.Contracts;
using IntegrationHub.Dashboard;
using Xunit;

namespace IntegrationHub.Unit.Dashboard;

public sealed class ThroughputTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Counts_become_columns_and_the_first_look_adds_nothing()
    {
        var throughput = new Throughput();
        throughput.Add(Nine, [At(1_000, 500)]);
        throughput.Add(Nine.AddSeconds(4), [At(1_003, 500)]);
        var series = throughput.Add(Nine.AddSeconds(12), [At(1_010, 502)]);

        Assert.Equal([0, 3, 7], series.Received.TakeLast(3));
        Assert.Equal([0, 0, 2], series.Delivered.TakeLast(3));
    }

    [Fact]
    public void A_gateway_that_counts_anew_takes_nothing_away()
    {
        var throughput = new Throughput();
        throughput.Add(Nine, [At(1_000, 500)]);
        throughput.Add(Nine.AddSeconds(2), [At(0, 0)]);
        throughput.Add(Nine.AddSeconds(4), []);
        var series = throughput.Add(Nine.AddSeconds(6), [At(2, 1)]);

        Assert.Equal(2, series.Received.Sum());
        Assert.Equal(1, series.Delivered.Sum());
    }

    [Fact]
    public void Columns_older_than_half_an_hour_are_forgotten()
    {
        var throughput = new Throughput();
        throughput.Add(Nine, [At(0, 0)]);
        throughput.Add(Nine.AddSeconds(1), [At(60, 0)]);

        Assert.Equal(60, throughput.Add(Nine.AddMinutes(29), [At(60, 0)]).Received.Sum());
        Assert.Equal(0, throughput.Add(Nine.AddMinutes(31), [At(60, 0)]).Received.Sum());
        Assert.Equal(0, throughput.Add(Nine.AddDays(30), [At(60, 0)]).Received.Sum());
    }

    [Fact]
    public void The_rate_is_that_of_the_last_complete_minute()
    {
        var throughput = new Throughput();
        throughput.Add(Nine, [At(0, 0)]);
        throughput.Add(Nine.AddSeconds(5), [At(120, 60)]);
        var series = throughput.Add(Nine.AddSeconds(15), [At(999, 999)]);

        Assert.Equal((2, 1), (series.ReceivedPerSecond, series.DeliveredPerSecond));
    }

    private static GatewayStatus At(long received, long delivered) => new()
    {
        Gateway = "county",
        At = Nine,
        OutboxPending = 0,
        OutboxOldestSeconds = 0,
        Channels = [Channel("lis", "in", received), Channel("his", "out", delivered)],
    };

    private static ChannelStatus Channel(string name, string direction, long count) => new()
    {
        Name = name,
        Member = "m",
        Direction = direction,
        Address = "",
        State = ChannelState.Started,
        Received = count,
        Converted = count,
        Done = count,
        Dead = 0,
        Waiting = 0,
        Duplicates = 0,
        Refused = 0,
    };
}
