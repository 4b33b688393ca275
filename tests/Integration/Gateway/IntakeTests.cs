using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Shared.Hospital;
using IntegrationHub.Store.Journal;
using Xunit;

namespace IntegrationHub.Integration.Gateway;

public sealed class IntakeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_on_disk_when_its_sender_reads_AA()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port());

        var ack = await his.SendAsync(SampleMessages.OruR01(3, controlId: "M1"), Ct);

        Assert.Contains("MSA|AA|M1", ack, StringComparison.Ordinal);
        var line = Assert.Single(rig.Ledger().Lines);
        Assert.Equal(("M1", "H1", "his", "ORU^R01", "AA"), (line.ControlId, line.Facility, line.Channel, line.Event, line.Ack));
        Assert.False(line.Conflict);
    }

    [Fact]
    public async Task What_was_converted_is_published_on_the_lane_of_its_stream_and_stored_after_the_receipt()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        await his.SendAsync(SampleMessages.OruR01(1, controlId: "M1", localId: "P7"), Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count == 1, "published");

        var (queue, message) = rig.Bus.Sent.Single(s => s.Message is MessageConverted);
        var sent = (MessageConverted)message;
        Assert.Equal(Lanes.IntakeLane("county|P7", Urgency.Routine), queue);
        Assert.Equal(("county|P7", 1L, "county", "his", "M1", 1), (sent.StreamKey, sent.StreamSeq, sent.Member, sent.Channel, sent.ControlId, sent.Attempt));
        Assert.Contains(sent.MessageId.ToString(), sent.BundleJson, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => rig.Ledger("published").Lines.Count == 1, "published in the ledger");

        await rig.ReceiptAsync(sent.MessageId);

        Assert.Single(rig.Ledger("stored").Lines);
        Assert.Equal(0, rig.Journal.Read(s => s.PendingOutbox()).Count);
    }

    [Fact]
    public async Task An_identical_resend_gets_the_stored_answer_byte_for_byte_and_has_no_second_effect()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        var message = SampleMessages.OruR01(2, controlId: "M1");
        var first = await his.SendAsync(Encoding.UTF8.GetBytes(message), Ct);
        await Task.Delay(1100, Ct); // a new answer would carry another second

        var second = await his.SendAsync(
            Encoding.UTF8.GetBytes(message.Replace(SampleMessages.Time, "20260302093000+0800", StringComparison.Ordinal)
                .Replace("OBR|1|O1|FO1|CBC^血常规^L|||20260302093000+0800", "OBR|1|O1|FO1|CBC^血常规^L|||" + SampleMessages.Time, StringComparison.Ordinal)), Ct);
        var third = await his.SendAsync(Encoding.UTF8.GetBytes(message), Ct);

        Assert.Equal(first, third);
        Assert.NotEqual(first, second); // its other times differ too: other content
        Assert.Equal(2, rig.Ledger().Lines.Count);
        Assert.Equal(1, rig.Journal.Counts("his").Duplicates);
    }

    [Fact]
    public async Task A_resend_with_a_new_sending_time_and_sequence_number_is_the_same_message()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        const string pid = "PID|1||P1^^^^MR||张^三\r";
        var first = await his.SendAsync($"MSH|^~\\&|HIS|H1|HUB|HUB|20260302090000||ADT^A08|M1|P|2.5.1|1\r{pid}", Ct);
        var again = await his.SendAsync($"MSH|^~\\&|HIS|H1|HUB|HUB|20260302091500||ADT^A08|M1|P|2.5.1|2\r{pid}", Ct);

        Assert.Equal(first, again);
        Assert.Single(rig.Ledger().Lines);
    }

    [Fact]
    public async Task The_same_control_id_with_other_content_is_a_new_message_and_flagged()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        await his.SendAsync(SampleMessages.OruR01(1, controlId: "M1", localId: "P1"), Ct);

        var ack = await his.SendAsync(SampleMessages.OruR01(1, controlId: "M1", localId: "P2"), Ct);

        Assert.Contains("MSA|AA|M1", ack, StringComparison.Ordinal);
        Assert.Equal([true, false], rig.Ledger().Lines.Select(l => l.Conflict));
    }

    [Fact]
    public async Task Chinese_text_in_GB18030_is_read_and_answered_in_GB18030_and_kept_as_it_came()
    {
        var gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port("gb"), gb);
        var message = SampleMessages.OruR01(1, controlId: "M1", name: "䶮^𠮷"); // trail bytes may be delimiters

        var ack = await his.SendAsync(message, Ct);

        Assert.Contains("MSA|AA|M1", ack, StringComparison.Ordinal);
        var kept = rig.Journal.Read(s => s.Content(rig.Ledger().Lines[0].MessageId))!;
        Assert.Equal(gb.GetBytes(message), kept.Raw);
        Assert.Equal("GB18030", kept.Charset);
    }

    [Fact]
    public async Task Critical_values_take_an_urgent_lane_with_numbers_of_their_own()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        await his.SendAsync(SampleMessages.OruR01(1, controlId: "M1"), Ct);
        await his.SendAsync(SampleMessages.OruR01(1, controlId: "M2").Replace("|N|||F", "|HH|||F", StringComparison.Ordinal), Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count == 2, "published");

        var urgent = rig.Bus.Sent.Single(s => s.Message is MessageConverted { ControlId: "M2" });
        Assert.StartsWith("hub.intake.urgent.", urgent.Queue, StringComparison.Ordinal);
        Assert.Equal(("county|P1|!", 1L), (((MessageConverted)urgent.Message).StreamKey, ((MessageConverted)urgent.Message).StreamSeq));
    }

    [Fact]
    public async Task A_batch_is_journalled_message_by_message_and_answered_message_by_message()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        var good = SampleMessages.OruR01(1, controlId: "B1");
        var bad = SampleMessages.OruR01(1, controlId: "B2", facility: "H9");

        var ack = await his.SendAsync($"FHS|^~\\&|HIS|H1\rBHS|^~\\&|HIS|H1\r{good}{bad}BTS|2\rFTS|1\r", Ct);

        Assert.StartsWith("BHS|", ack, StringComparison.Ordinal);
        Assert.Contains("MSA|AA|B1", ack, StringComparison.Ordinal);
        Assert.Contains("MSA|AR|B2", ack, StringComparison.Ordinal);
        Assert.EndsWith("BTS|2\r", ack, StringComparison.Ordinal);
        Assert.Equal("B1", Assert.Single(rig.Ledger().Lines).ControlId);
        Assert.Equal("B2", Assert.Single(rig.Ledger("refused").Lines).ControlId);
    }
}
