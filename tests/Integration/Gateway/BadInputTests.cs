using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Shared.Hospital;
using Xunit;

namespace IntegrationHub.Integration.Gateway;

/// <summary>Each kind of bad input has a defined answer and a counted refusal, and harms no other connection.</summary>
public sealed class BadInputTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string, string> Answered => new()
    {
        { "garbage", "\u0001\u0002 no message at all", "MSA|AR||", "Unreadable" },
        { "no MSH", "PID|1||P1\r", "MSA|AR||", "Unreadable" },
        { "second MSH", Oru("M1") + Oru("M2"), "MSA|AR|M1|", "Unreadable" },
        { "unknown event", Oru("M1").Replace("ORU^R01^ORU_R01", "ZZZ^Z99", StringComparison.Ordinal), "MSA|AR|M1|", "EventUnsupported" },
        { "wrong facility", SampleMessages.OruR01(1, facility: "H9", controlId: "M1"), "MSA|AR|M1|", "SenderNotAllowed" },
        { "test data", Oru("M1").Replace("|P|2.5.1", "|T|2.5.1", StringComparison.Ordinal), "MSA|AR|M1|", "ProcessingIdWrong" },
        { "other version", Oru("M1").Replace("|P|2.5.1", "|P|3.0", StringComparison.Ordinal), "MSA|AR|M1|", "EventUnsupported" },
        { "no patient", Oru("M1").Replace("P1^^^^MR", "", StringComparison.Ordinal), "MSA|AE|M1|", "FieldMissing" },
        { "no PID", "MSH|^~\\&|HIS|H1|HUB|HUB|20260302||ADT^A08|M1|P|2.5.1\r", "MSA|AE|M1|", "FieldMissing" },
        { "no control id", Oru(""), "MSA|AE|", "FieldMissing" },
        { "bad time", Oru("M1").Replace($"|{SampleMessages.Time}||ORU", "|2026-03-02||ORU", StringComparison.Ordinal), "MSA|AE|M1|", "FieldMalformed" },
        { "cut batch", $"BHS|^~\\&|HIS|H1\r{Oru("M1")}BTS|2\r", "MSA|AE|", "FieldMalformed" },
    };

    [Theory]
    [MemberData(nameof(Answered))]
    public async Task Bad_content_is_answered_counted_and_the_connection_goes_on(
        string what, string text, string msa, string error)
    {
        await using var rig = await new GatewayRig().StartAsync();
        using var connection = await RawConnection.OpenAsync(rig.Port(), Ct);
        await connection.SendAsync([.. RawConnection.Frame(text), .. RawConnection.Frame(Oru("GOOD"))], Ct);

        await Eventually.TrueAsync(() => rig.Ledger().Lines.Count == 1, $"the good one after: {what}");
        var (answers, closed) = await connection.ReadAsync(TimeSpan.FromMilliseconds(500), Ct);

        Assert.False(closed);
        Assert.Contains(msa, answers, StringComparison.Ordinal);
        Assert.Contains($"|{error}^^99HUB|", answers, StringComparison.Ordinal);
        Assert.Contains("MSA|AA|GOOD", answers, StringComparison.Ordinal);
        Assert.Equal(error, Assert.Single(rig.Ledger("refused").Lines).Errors[0].Code.ToString());
        Assert.Equal(1, rig.Journal.Counts("his").Refused);
    }

    [Fact]
    public async Task All_mistakes_are_named_at_once_each_with_its_field()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port());

        var ack = await his.SendAsync("MSH|^~\\&|HIS|H1|HUB|HUB|yesterday||ADT^A08||P|2.5.1\rPID|1\r", Ct);

        Assert.Contains("ERR||MSH^1^7^1|102", ack, StringComparison.Ordinal);
        Assert.Contains("ERR||MSH^1^10^1|101", ack, StringComparison.Ordinal);
        Assert.Contains("ERR||PID^1^3^1|101", ack, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_do_not_decode_are_rejected_with_the_control_id_where_it_can_be_read()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port("utf8"));
        var gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

        var ack = Encoding.UTF8.GetString(await his.SendAsync(gb.GetBytes(Oru("M1")), Ct));

        Assert.Contains("MSA|AR|M1|", ack, StringComparison.Ordinal);
        Assert.Contains("CharsetWrong", ack, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_of_the_limit_is_taken_and_one_byte_more_is_rejected_and_closed_while_others_go_on()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var other = new SimulatedHis(rig.Port());
        var limit = rig.Limits.FrameBytes;
        var frame = Oru("M1");
        var most = frame + "NTE|1||" + new string('x', limit - Encoding.UTF8.GetByteCount(frame) - 8) + "\r";
        Assert.Equal(limit, Encoding.UTF8.GetByteCount(most));
        using var good = await RawConnection.OpenAsync(rig.Port(), Ct);
        await good.SendAsync(RawConnection.Frame(most), Ct);
        using var large = await RawConnection.OpenAsync(rig.Port(), Ct);
        await large.SendAsync(RawConnection.Frame(most.Replace("NTE|", "NTE|9", StringComparison.Ordinal)), Ct);

        var (taken, stays) = await good.ReadAsync(TimeSpan.FromSeconds(1), Ct);
        var (refused, closed) = await large.ReadAsync(Patience, Ct);

        Assert.Contains("MSA|AA|M1", taken, StringComparison.Ordinal);
        Assert.False(stays);
        Assert.Contains("MSA|AR|", refused, StringComparison.Ordinal);
        Assert.Contains("LimitExceeded", refused, StringComparison.Ordinal);
        Assert.True(closed);
        Assert.Contains("MSA|AA|M9", await other.SendAsync(Oru("M9"), Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_frame_and_then_silence_is_rejected_and_closed_while_others_go_on()
    {
        await using var rig = await new GatewayRig().StartAsync();
        using var half = await RawConnection.OpenAsync(rig.Port(), Ct);
        await half.SendAsync([0x0B, .. "MSH|^~\\&|HIS|H1"u8], Ct);
        await using var other = new SimulatedHis(rig.Port());

        Assert.Contains("MSA|AA|M1", await other.SendAsync(Oru("M1"), Ct), StringComparison.Ordinal);
        var (answer, closed) = await half.ReadAsync(Patience, Ct);

        Assert.Contains("MSA|AR|", answer, StringComparison.Ordinal);
        Assert.True(closed);
        Assert.Equal(1, rig.Journal.Counts("his").Refused);
    }

    [Fact]
    public async Task A_frame_cut_by_the_next_one_is_counted_and_the_next_one_is_taken()
    {
        await using var rig = await new GatewayRig().StartAsync();
        using var connection = await RawConnection.OpenAsync(rig.Port(), Ct);
        await connection.SendAsync([0x0B, .. "MSH|^~\\&|HIS|H1"u8, .. RawConnection.Frame(Oru("M2"))], Ct);

        var (answer, closed) = await connection.ReadAsync(TimeSpan.FromSeconds(1), Ct);

        Assert.False(closed);
        Assert.Contains("MSA|AA|M2", answer, StringComparison.Ordinal);
        Assert.Equal(1, rig.Journal.Counts("his").Refused);
    }

    [Fact]
    public async Task Bytes_without_frames_are_counted_and_closed()
    {
        await using var rig = await new GatewayRig().StartAsync();
        using var connection = await RawConnection.OpenAsync(rig.Port(), Ct);
        await connection.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1 " + new string('x', 5000)), Ct);

        var (_, closed) = await connection.ReadAsync(Patience, Ct);

        Assert.True(closed);
        await Eventually.TrueAsync(() => rig.Journal.Counts("his").Refused == 1, "counted");
    }

    [Fact]
    public async Task An_acknowledgement_is_never_acknowledged()
    {
        await using var rig = await new GatewayRig().StartAsync();
        using var connection = await RawConnection.OpenAsync(rig.Port(), Ct);
        await connection.SendAsync(
            RawConnection.Frame("MSH|^~\\&|HIS|H1|HUB|HUB|20260302||ACK|M1|P|2.5.1\rMSA|AA|X1\r"), Ct);

        Assert.Equal(("", false), await connection.ReadAsync(TimeSpan.FromMilliseconds(500), Ct));
    }

    [Fact]
    public async Task Ten_thousand_results_in_one_message_are_taken()
    {
        await using var rig = await new GatewayRig { Limits = new() }.StartAsync();
        await using var his = new SimulatedHis(rig.Port());

        Assert.Contains("MSA|AA|M1", await his.SendAsync(SampleMessages.OruR01(10_000, controlId: "M1"), Ct),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_no_map_can_convert_is_acknowledged_kept_as_a_dead_letter_and_its_number_is_buried()
    {
        await using var rig = await new GatewayRig().StartAsync();
        await using var his = new SimulatedHis(rig.Port());
        Assert.Contains("MSA|AA|M1", await his.SendAsync(SampleMessages.OruR01(1, controlId: "M1", name: TestMaps.Poison), Ct),
            StringComparison.Ordinal);
        await his.SendAsync(Oru("M2"), Ct);
        await Eventually.TrueAsync(() => rig.Bus.Of<MessageConverted>().Count == 1
            && rig.Bus.Of<StreamTombstone>().Count == 1, "both sent");

        var dead = Assert.Single(rig.Ledger("dead").Lines);
        Assert.Equal(("M1", "PID-5"), (dead.ControlId, dead.Errors[0].Path));
        var tombstone = rig.Bus.Of<StreamTombstone>()[0];
        Assert.Equal(("county|P1", 1L, "g1"), (tombstone.StreamKey, tombstone.StreamSeq, tombstone.Gateway));
        Assert.Equal(2, rig.Bus.Of<MessageConverted>()[0].StreamSeq);
    }

    private static string Oru(string controlId) => SampleMessages.OruR01(1, controlId: controlId);
}
