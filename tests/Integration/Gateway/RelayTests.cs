using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Bus;
using IntegrationHub.Gateway.Desk;
using IntegrationHub.Gateway.Relay;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Store.Journal;
using Xunit;

namespace IntegrationHub.Integration.Gateway;

public sealed class RelayTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_broker_is_away_every_message_is_acknowledged_and_afterwards_published_in_order()
    {
        await using var rig = new GatewayRig();
        rig.Bus.Before = (_, _) => throw new InvalidOperationException("No broker.");
        await rig.StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        for (var i = 1; i <= 60; i++)
            Assert.Contains("MSA|AA", await his.SendAsync(Oru($"M{i}", $"P{i % 3}"), Ct), StringComparison.Ordinal);
        Assert.Empty(rig.Bus.Of<MessageConverted>());

        rig.Bus.Before = (_, _) => Task.CompletedTask;
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().DistinctBy(m => m.MessageId).Count() == 60, "all published");

        foreach (var stream in rig.Bus.Of<MessageConverted>().DistinctBy(m => m.MessageId).GroupBy(m => m.StreamKey))
            Assert.Equal(Enumerable.Range(1, 20).Select(i => (long)i), stream.Select(m => m.StreamSeq));
    }

    [Fact]
    public async Task A_message_without_a_receipt_is_published_again_and_one_with_a_receipt_is_not()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        await his.SendAsync(Oru("M1", "P1"), Ct);
        await his.SendAsync(Oru("M2", "P2"), Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count >= 2, "published");
        await rig.ReceiptAsync(rig.Bus.Of<MessageConverted>().First(m => m.ControlId == "M1").MessageId);

        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count(m => m.ControlId == "M2") >= 3, "again");

        Assert.Single(rig.Bus.Of<MessageConverted>(), m => m.ControlId == "M1");
        Assert.Single(rig.Bus.Of<MessageConverted>().Where(m => m.ControlId == "M2").Select(m => m.MessageId).Distinct());
    }

    [Fact]
    public async Task A_publish_that_hangs_is_given_up_and_silence_drops_the_connection()
    {
        var watch = new CountingWatch();
        await using var rig = new GatewayRig
        {
            Watch = watch,
            Limits = new() { PublishDeadline = TimeSpan.FromMilliseconds(300), ConfirmSilence = TimeSpan.FromMilliseconds(700) },
        };
        rig.Bus.Before = (m, _) => m is MessageConverted ? Task.Delay(Timeout.Infinite, CancellationToken.None) : Task.CompletedTask;
        await rig.StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        await his.SendAsync(Oru("M1", "P1"), Ct);
        await Eventually.TrueAsync(() => watch.Restarts > 0, "the connection was dropped");

        rig.Bus.Before = (_, _) => Task.CompletedTask;
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count >= 1, "published at last");
    }

    [Fact]
    public async Task Numbers_the_exchange_misses_are_sent_again_also_after_their_receipt()
    {
        await using var rig = await new GatewayRig { Limits = new() }.StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        await his.SendAsync(Oru("M1", "P1"), Ct);
        await his.SendAsync(Oru("M2", "P1"), Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count == 2, "published");
        foreach (var message in rig.Bus.Of<MessageConverted>())
            await rig.ReceiptAsync(message.MessageId);
        Assert.Equal(2, rig.Journal.Counts("his").Done);

        await rig.Get<ReceiptDesk>().ResendAsync(new() { StreamKey = "county|P1", FromSeq = 2, ToSeq = 99 }, Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count == 3, "sent again");

        Assert.Equal(2, rig.Bus.Of<MessageConverted>()[^1].StreamSeq);
        await rig.ReceiptAsync(rig.Bus.Of<MessageConverted>()[^1].MessageId);
        Assert.Equal(2, rig.Journal.Counts("his").Done);
        Assert.Equal(0, rig.Journal.Read(s => s.PendingOutbox()).Count);
    }

    [Fact]
    public async Task A_refused_message_is_a_dead_letter_and_its_replay_has_the_next_attempt_and_a_new_number()
    {
        await using var rig = await new GatewayRig { Limits = new() }.StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        await his.SendAsync(Oru("M1", "P1"), Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count == 1, "published");
        var id = rig.Bus.Of<MessageConverted>()[0].MessageId;
        await rig.ReceiptAsync(id, ReceiptOutcome.Refused);
        Assert.Equal(HubErrorCode.Conflict, Assert.Single(rig.Ledger("dead").Lines).Errors[0].Code);

        var answer = await rig.Get<ReplayDesk>().ReplayAsync(new() { MessageIds = [id, Guid.NewGuid()], By = "op" }, Ct);

        Assert.Equal((1, HubErrorCode.NotFound), (answer.Done, Assert.Single(answer.Errors).Code));
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count == 2, "published again");
        var again = rig.Bus.Of<MessageConverted>()[1];
        Assert.Equal((id, 2, 2L), (again.MessageId, again.Attempt, again.StreamSeq));
        await rig.ReceiptAsync(id, ReceiptOutcome.Refused, attempt: 1); // a late word on the first attempt
        Assert.Empty(rig.Ledger("dead").Lines);
        await rig.ReceiptAsync(id, attempt: 2);
        Assert.Single(rig.Ledger("stored").Lines);
        Assert.Equal((1L, 0L), (rig.Journal.Counts("his").Done, rig.Journal.Counts("his").Dead));
    }

    [Fact]
    public async Task A_corrected_text_is_converted_and_the_original_bytes_are_kept()
    {
        await using var rig = await new GatewayRig { Limits = new() }.StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        var poison = SampleMessages.OruR01(1, controlId: "M1", localId: "P1", name: TestMaps.Poison);
        await his.SendAsync(poison, Ct);
        await Eventually.TrueAsync(() => rig.Ledger("dead").Lines.Count == 1, "dead");
        var id = rig.Ledger().Lines[0].MessageId;

        await rig.Get<ReplayDesk>().ReplayAsync(
            new() { MessageIds = [id], EditedRaw = poison.Replace(TestMaps.Poison, "李^四", StringComparison.Ordinal).Replace('\r', '\n'), By = "op" }, Ct);

        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count == 1, "published");
        Assert.Equal((id, 2, 2L), (rig.Bus.Of<MessageConverted>()[0].MessageId, rig.Bus.Of<MessageConverted>()[0].Attempt, rig.Bus.Of<MessageConverted>()[0].StreamSeq));
        Assert.Contains("李^四", rig.Get<ContentDesk>().Content(id).Raw, StringComparison.Ordinal);
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(poison), rig.Journal.Read(s => s.Content(id))!.Raw);
        Assert.Contains(rig.Journal.Read(s => s.Trace("M1", "g1")).Messages[0].Steps, s => s is { Step: "replayed", Note: "corrected by op" });
    }

    private static string Oru(string controlId, string patient) =>
        SampleMessages.OruR01(1, controlId: controlId, localId: patient);

    private sealed class CountingWatch : IBusWatch
    {
        public int Restarts { get; private set; }

        public Task RestartAsync(string reason, CancellationToken ct)
        {
            Restarts++;
            return Task.CompletedTask;
        }
    }
}
