using IntegrationHub.Contracts;
using IntegrationHub.Dashboard;
using IntegrationHub.Exchange;
using Xunit;

namespace IntegrationHub.Unit.Dashboard;

public sealed class AlarmsTests
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly ChannelStatus Calm = new()
    {
        Name = "lis",
        Member = "m",
        Direction = "in",
        Address = "mllp://0.0.0.0:2575",
        State = ChannelState.Started,
        Received = 5,
        Converted = 5,
        Done = 5,
        Dead = 0,
        Waiting = 0,
        Duplicates = 0,
        Refused = 0,
        LastMessageAt = Nine,
    };

    [Fact]
    public void A_certificate_is_named_thirty_days_before_its_end_and_urgent_at_seven()
    {
        DeskSnapshot Ending(double days) => new() { At = Nine, Certificates = [new("http", Nine.AddDays(days))] };
        Assert.Empty(Alarms.Of(Ending(31.5), new()));
        Assert.Equal([new("certificate-ends", Severity.Warning, "http", 30, "/ops/channels")], Alarms.Of(Ending(30.5), new()));
        Assert.Equal([new("certificate-ends", Severity.Problem, "http", 7, "/ops/channels")], Alarms.Of(Ending(7.5), new()));
    }

    [Fact]
    public void A_calm_hub_raises_none() => Assert.Empty(Of(Calm));

    [Fact]
    public void Every_trouble_of_a_channel_is_named()
    {
        Assert.Equal(["channel-failed"], Of(Calm with { State = ChannelState.Failed }));
        Assert.Equal(["channel-stopped"], Of(Calm with { State = ChannelState.Stopped, LastMessageAt = Nine.AddHours(-2) }));
        Assert.Equal(["channel-dead"], Of(Calm with { Dead = 2 }));
        Assert.Equal(["channel-silent"], Of(Calm with { LastMessageAt = Nine.AddMinutes(-31) }));
        Assert.Empty(Of(Calm with { LastMessageAt = null })); // nothing was ever promised
        Assert.Empty(Of(Calm with { LastMessageAt = Nine.AddMinutes(-31), Direction = "out" })); // nothing to deliver
    }

    [Fact]
    public void A_gateway_without_a_report_is_silent_after_fifteen_seconds()
    {
        Assert.Empty(Alarms.Of(With(Nine.AddSeconds(-15)), new()));
        Assert.Equal(new Alarm("gateway-silent", Severity.Problem, "county", 16, "/ops/channels"),
            Assert.Single(Alarms.Of(With(Nine.AddSeconds(-16)), new())));
    }

    [Fact]
    public void Troubles_of_the_exchange_are_named_and_problems_come_first()
    {
        var now = With(Nine) with
        {
            Unreadable = ["broker"],
            Exchange = new ExchangeStatus
            {
                At = Nine,
                Received = 1,
                Parked = 3,
                ParkedOldestSeconds = 300,
                Blocked = 1,
                Dead = 2,
                OutboxPending = 4,
                OutboxOldestSeconds = 400,
                OutboxByRecipient = new Dictionary<string, long>(),
            },
        };

        Assert.Equal(["source-unreadable", "streams-blocked", "exchange-waiting", "exchange-parked", "exchange-dead"],
            Alarms.Of(now, new()).Select(a => a.Key));
    }

    [Fact]
    public void Every_alarm_has_a_text() => Assert.Subset(
        DeskTexts.Of("en").Keys.ToHashSet(),
        Alarms.Of(With(Nine.AddHours(-1), Calm with { Dead = 1, State = ChannelState.Failed }), new())
            .Select(a => "alarm." + a.Key).ToHashSet());

    private static IEnumerable<string> Of(ChannelStatus channel) => Alarms.Of(With(Nine, channel), new()).Select(a => a.Key);

    private static DeskSnapshot With(DateTimeOffset reported, params ChannelStatus[] channels) => new()
    {
        At = Nine,
        Gateways =
        [
            new() { Gateway = "county", At = reported, Channels = channels, OutboxPending = 0, OutboxOldestSeconds = 0 },
        ],
    };
}
