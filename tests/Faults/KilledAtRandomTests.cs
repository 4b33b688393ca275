using System.Text.Json;
using Xunit;

namespace IntegrationHub.Faults;

/// <summary>An acknowledged message is never lost, whatever is killed, and has one effect however often it is sent.</summary>
public sealed class KilledAtRandomTests
{
    [Fact]
    public async Task Whatever_is_killed_under_load_everything_acknowledged_is_stored_once_and_in_order()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var rig = await FaultRig.StartAsync(ct);
        var traffic = new LabTraffic(rig.GatewayFolder);

        var sending = traffic.RunAsync(senders: 8, messagesEach: 400, ct);
        await KillAtRandomAsync(rig, sending, ct);
        await rig.HealAsync(ct);
        await sending;
        var totals = await rig.Reader.DrainedAsync(ct);

        Assert.Empty(traffic.Refused);
        Assert.Equal(0, totals.GetValueOrDefault("dead"));
        await StoredExactlyOnceAsync(rig.Reader, traffic, ct);
        await InOrderAsync(rig.Reader, ct);
    }

    [Fact]
    public async Task A_broker_that_is_away_for_ten_minutes_of_traffic_costs_no_message_and_no_refusal()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var rig = await FaultRig.StartAsync(ct);
        var traffic = new LabTraffic(rig.GatewayFolder);

        await rig.Broker.Process!.KillAsync(ct);
        await traffic.RunAsync(senders: 16, messagesEach: 250, ct); // ten minutes of a county's peak hour: 6.6 messages/s
        await rig.HealAsync(ct);
        await rig.Reader.DrainedAsync(ct);

        Assert.Empty(traffic.Refused);
        Assert.Equal(4_000, traffic.Acknowledged.Count);
        await StoredExactlyOnceAsync(rig.Reader, traffic, ct);
        await InOrderAsync(rig.Reader, ct);
    }

    [Fact]
    public async Task A_frozen_broker_stops_no_sender_and_delivery_goes_on_when_it_thaws()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var rig = await FaultRig.StartAsync(ct);
        var traffic = new LabTraffic(rig.GatewayFolder);

        await traffic.RunAsync(senders: 4, messagesEach: 50, ct);
        rig.Broker.Process!.Freeze();
        await traffic.RunAsync(senders: 8, messagesEach: 100, ct);
        await Task.Delay(TimeSpan.FromSeconds(40), ct); // longer than heartbeat and publish deadline: the client's hard case
        rig.Broker.Process.Thaw();
        await rig.Reader.DrainedAsync(ct);

        Assert.Empty(traffic.Refused);
        await StoredExactlyOnceAsync(rig.Reader, traffic, ct);
        await InOrderAsync(rig.Reader, ct);
    }

    /// <summary>kill -9 of gateway, exchanges and broker in a seeded order until the senders are done.</summary>
    private static async Task KillAtRandomAsync(FaultRig rig, Task sending, CancellationToken ct)
    {
        var random = new Random(20261123);
        for (var round = 0; round < 12 && !sending.IsCompleted; round++)
        {
            await Task.WhenAny(sending, Task.Delay(TimeSpan.FromMilliseconds(random.Next(500, 3_000)), ct));
            await (random.Next(4) switch
            {
                0 => rig.Gateway.KillAsync(),
                1 => rig.Exchanges[0].KillAsync(),
                2 => rig.Exchanges[1].KillAsync(),
                _ => rig.Broker.Process!.KillAsync(ct),
            });
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 1_000)), ct);
            await rig.HealAsync(ct);
        }
    }

    private static async Task StoredExactlyOnceAsync(HubReader reader, LabTraffic traffic, CancellationToken ct)
    {
        var stored = (await reader.AllAsync("DiagnosticReport?_count=200", ct))
            .Select(r => r.GetProperty("identifier")[0].GetProperty("value").GetString()!)
            .Where(filler => filler.StartsWith("FR-", StringComparison.Ordinal))
            .Select(filler => filler[1..].Split('/')[0]).ToList();

        Assert.Equal(stored.Count, stored.Distinct().Count());
        var lost = traffic.Acknowledged.Keys.Except(stored).ToList();
        Assert.True(lost.Count == 0, lost.Count == 0 ? "" : $"{lost.Count} of {traffic.Acknowledged.Count} lost; the first: "
            + await reader.TraceAsync(lost[0], ct));
        Assert.Empty(stored.Except(traffic.Invoked.Keys));
    }

    /// <summary>Every version of a patient's running counter is greater than the one before, and the last is the last sent.</summary>
    private static async Task InOrderAsync(HubReader reader, CancellationToken ct)
    {
        foreach (var counter in await reader.AllAsync("Observation?code=COUNTER&_count=200", ct))
        {
            var versions = await reader.AllAsync($"Observation/{counter.GetProperty("id").GetString()}/_history?_count=200", ct);
            var values = versions.Select(Value).Reverse().ToList();

            Assert.Equal(values.Order(), values);
            Assert.Equal(values.Distinct().Count(), values.Count);
        }
    }

    private static int Value(JsonElement observation) =>
        observation.GetProperty("valueQuantity").GetProperty("value").GetInt32();
}
