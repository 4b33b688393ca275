using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Shared.Hospital;
using Xunit;

namespace IntegrationHub.Integration.Gateway;

public sealed class ConnectionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_connection_too_many_is_closed_and_a_freed_place_is_given_away_again()
    {
        await using var rig = await new GatewayRig { Limits = new() { ConnectionsPerChannel = 2 } }.StartAsync();
        await using var first = new SimulatedHis(rig.Port());
        await first.SendAsync(Oru("M1"), Ct);
        var second = new SimulatedHis(rig.Port());
        await second.SendAsync(Oru("M2"), Ct);
        await using (var third = new SimulatedHis(rig.Port()))
            await Assert.ThrowsAsync<IOException>(() => third.SendAsync(Oru("M3"), Ct));
        Assert.DoesNotContain(rig.Ledger().Lines, l => l.ControlId == "M3");

        await second.DisposeAsync();
        await using var fourth = new SimulatedHis(rig.Port());

        Assert.Contains("MSA|AA|M4", await fourth.SendUntilAnsweredAsync(Oru("M4"), Ct), StringComparison.Ordinal);
        Assert.Contains("MSA|AA|M5", await first.SendAsync(Oru("M5"), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_messages_in_one_packet_and_one_message_byte_by_byte_are_each_answered()
    {
        await using var rig = await new GatewayRig { Limits = new() }.StartAsync();
        using var connection = await RawConnection.OpenAsync(rig.Port(), Ct);
        await connection.SendAsync([.. Enumerable.Range(1, 5).SelectMany(i => RawConnection.Frame(Oru($"P{i}")))], Ct);
        foreach (var one in RawConnection.Frame(Oru("B1")))
            await connection.SendAsync([one], Ct);

        var answers = new StringBuilder();
        while (!answers.ToString().Contains("MSA|AA|B1", StringComparison.Ordinal))
            answers.Append((await connection.ReadAsync(TimeSpan.FromMilliseconds(300), Ct)).Text);

        Assert.Equal(
            ["P1", "P2", "P3", "P4", "P5", "B1"],
            answers.ToString().Split("MSA|AA|")[1..].Select(a => a[..2]));
    }

    [Fact]
    public async Task Many_senders_at_once_are_all_answered_published_in_order_and_share_commits()
    {
        await using var rig = await new GatewayRig { Limits = new() }.StartAsync();
        var before = rig.Journal.Commits;
        await Task.WhenAll(Enumerable.Range(0, 32).Select(async sender =>
        {
            await using var his = new SimulatedHis(rig.Port());
            for (var i = 1; i <= 25; i++)
                Assert.Contains("MSA|AA", await his.SendAsync(
                    SampleMessages.OruR01(2, controlId: $"S{sender}-{i}", localId: $"P{sender % 8}"), Ct), StringComparison.Ordinal);
        }));
        var commits = rig.Journal.Commits - before;
        await Eventually.TrueAsync(
            () => rig.Bus.Of<MessageConverted>().Select(m => m.MessageId).Distinct().Count() == 800, "published", 60);

        Assert.InRange(commits, 1, 1_600); // five writes a message without sharing would be 4,000
        foreach (var stream in rig.Bus.Of<MessageConverted>().DistinctBy(m => m.MessageId).GroupBy(m => m.StreamKey))
            Assert.Equal(Enumerable.Range(1, 100).Select(i => (long)i), stream.Select(m => m.StreamSeq));
    }

    [Fact]
    public async Task A_stop_answers_the_message_in_hand()
    {
        await using var rig = await new GatewayRig { Inbound = c => c with { AckWhen = AckPoint.Stored } }.StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        var sending = his.SendAsync(Oru("M1"), Ct);
        await Eventually.TrueAsync(() => rig.Ledger().Lines.Count == 1, "journalled");
        var id = rig.Ledger().Lines[0].MessageId;

        var stopping = rig.Get<IntegrationHub.Gateway.Desk.ChannelDesk>().StopAsync(Ct);
        await rig.ReceiptAsync(id);

        Assert.Contains("MSA|AA|M1", await sending, StringComparison.Ordinal);
        await stopping;
        await Assert.ThrowsAsync<IOException>(() => his.SendAsync(Oru("M2"), Ct));
    }

    private static string Oru(string controlId) => SampleMessages.OruR01(1, controlId: controlId);
}
