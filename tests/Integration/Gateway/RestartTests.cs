using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Desk;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Store.Journal;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace IntegrationHub.Integration.Gateway;

public sealed class RestartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_restart_goes_on_with_conversion_publishing_numbers_and_stored_answers()
    {
        await using var rig = new GatewayRig();
        rig.Bus.Before = (_, _) => throw new InvalidOperationException("No broker.");
        await rig.StartAsync();
        string first;
        await using (var his = new SimulatedHis(rig.Port()))
            first = await his.SendAsync(Oru("M1"), Ct);

        await rig.RestartAsync();
        await using var again = new SimulatedHis(rig.Port());
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count >= 1, "published after the restart");

        Assert.Equal(first, await again.SendAsync(Oru("M1"), Ct));
        await again.SendAsync(Oru("M2"), Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Any(m => m.StreamSeq == 2), "numbers go on");
        Assert.Equal((2L, 1L), (rig.Journal.Counts("his").Received, rig.Journal.Counts("his").Duplicates));
    }

    [Fact]
    public async Task A_channel_stopped_by_an_operator_stays_stopped_over_a_restart_until_it_is_started()
    {
        await using var rig = await new GatewayRig().StartAsync();
        var port = rig.Port();
        using var open = await RawConnection.OpenAsync(port, Ct);

        var answer = await rig.Get<ChannelDesk>().CommandAsync(new() { Channel = "his", Start = false, By = "op" }, Ct);

        Assert.Equal(1, answer.Done);
        Assert.True((await open.ReadAsync(TimeSpan.FromSeconds(2), Ct)).Closed);
        await rig.RestartAsync();
        Assert.Equal(ChannelState.Stopped, Status(rig).State);
        Assert.Equal(ChannelState.Started, rig.Get<ChannelDesk>().Statuses().Single(c => c.Name == "gb").State);

        await rig.Get<ChannelDesk>().CommandAsync(new() { Channel = "his", Start = true, By = "op" }, Ct);

        Assert.Equal(ChannelState.Started, Status(rig).State);
        await using var his = new SimulatedHis(rig.Port());
        Assert.Contains("MSA|AA|M1", await his.SendAsync(Oru("M1"), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_process_on_the_same_data_is_refused_with_the_reason()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var second = new GatewayJournal(new() { DataDirectory = rig.DataDirectory }, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<JournalRefusedException>(() => second.OpenAsync(Ct));

        Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Below_the_disk_reserve_new_messages_are_told_to_wait_and_health_says_so()
    {
        await using var rig = await new GatewayRig
        {
            Limits = new() { DiskReserveBytes = long.MaxValue, DiskReserveShare = 1.0 },
        }.StartAsync();
        await using var his = new SimulatedHis(rig.Port());

        var ack = await his.SendAsync(Oru("M1"), Ct);

        Assert.Contains("MSA|AE|M1", ack, StringComparison.Ordinal);
        Assert.Contains(nameof(HubErrorCode.NotNow), ack, StringComparison.Ordinal);
        Assert.Empty(rig.Ledger().Lines);
        var health = await rig.Get<HealthCheckService>().CheckHealthAsync(Ct);
        Assert.Equal(HealthStatus.Unhealthy, health.Entries["gateway"].Status);
    }

    [Fact]
    public async Task A_port_that_is_taken_makes_the_channel_failed_and_harms_no_other()
    {
        await using var first = await new GatewayRig().StartAsync();
        await using var second = await new GatewayRig
        {
            Inbound = c => c.Name == "his" ? c with { Port = first.Port() } : c,
        }.StartAsync();

        Assert.Equal(ChannelState.Failed, Status(second).State);
        Assert.NotNull(Status(second).Problem);
        await using var his = new SimulatedHis(second.Port("utf8"));
        Assert.Contains("MSA|AA|M1", await his.SendAsync(Oru("M1"), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_tells_the_exchange_how_every_channel_is()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        await his.SendAsync(Oru("M1"), Ct);
        await his.SendAsync(Oru("M1"), Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<GatewayStatus>().Any(s => s.Channels[0].Duplicates == 1), "reported");

        var status = rig.Bus.Of<GatewayStatus>()[^1];
        Assert.Equal(("g1", 1L, 1L), (status.Gateway, status.Channels.Single(c => c.Name == "his").Received, status.OutboxPending));
        Assert.Equal(Lanes.ExchangeQueue, rig.Bus.Sent.First(s => s.Message is GatewayStatus).Queue);
    }

    private static ChannelStatus Status(GatewayRig rig) =>
        rig.Get<ChannelDesk>().Statuses().Single(c => c.Name == "his");

    private static string Oru(string controlId) => SampleMessages.OruR01(1, controlId: controlId);
}
