using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class MessageParserTests
{
    private const string Oru =
        "MSH|^~\\&|LIS|H1^1.2.3^ISO|HUB|CENTRE|20260302090000+0800||ORU^R01^ORU_R01|M1|P|2.5.1|7||AL|NE||" +
        "UNICODE UTF-8\r" +
        "PID|1||P1^^^H1&1.2.3&ISO^MR~510999^^^^NI||张&王^三~ZHANG^SAN||19800101|M\r" +
        "OBX|1|NM|GLU^血糖^L||5.6|mmol/L|3.9-6.1|N|||F\r" +
        "ZPD|本地|\"\"||x\r" +
        "OBX|2|ST|TXT^备注^L||a\\F\\b\\T\\c||||||F";

    [Fact]
    public void A_header_is_read_by_name()
    {
        var header = Parse(Oru).Header;

        Assert.Equal(
            ("LIS", "H1", "HUB", "CENTRE", "ORU^R01", "ORU_R01", "M1", "P", "2.5.1", "7", "AL", "NE",
                "UNICODE UTF-8", true),
            (header.SendingApplication, header.SendingFacility, header.ReceivingApplication, header.ReceivingFacility,
                header.Event, header.Structure, header.ControlId, header.ProcessingId, header.Version,
                header.SequenceNumber, header.AcceptAck, header.ApplicationAck, header.Charset, header.IsEnhanced));
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.FromHours(8)), header.Time!.Value.Value);
    }

    [Theory]
    [InlineData("MSH-1", "|")]
    [InlineData("MSH-2", "^~\\&")]
    [InlineData("MSH-4.2", "1.2.3")]
    [InlineData("PID-3", "P1")]
    [InlineData("PID-3(2).1", "510999")]
    [InlineData("PID-3[NI].1", "510999")]
    [InlineData("PID-3[2].1", "510999")]
    [InlineData("PID-3[XX].1", "")]
    [InlineData("PID-3.4.2", "1.2.3")]
    [InlineData("PID-5.1.2", "王")]
    [InlineData("PID-5(2).2", "SAN")]
    [InlineData("PID-8.1.1", "M")]
    [InlineData("PID-8.2", "")]
    [InlineData("PID-99.9.9", "")]
    [InlineData("OBX[2]-5", "a|b&c")]
    [InlineData("OBX[3]-5", "")]
    [InlineData("ZPD-1", "本地")]
    [InlineData("NK1-1", "")]
    public void A_path_leads_to_the_text_of_its_first_leaf(string path, string text) =>
        Assert.Equal(text, Parse(Oru)[path].Text);

    [Fact]
    public void Segments_know_their_place()
    {
        var segments = Parse(Oru).Segments;

        Assert.Equal(
            [("MSH", 1, 1, 18), ("PID", 2, 1, 8), ("OBX", 3, 1, 11), ("ZPD", 4, 1, 4), ("OBX", 5, 2, 11)],
            segments.Select(s => (s.Name, s.Position, s.Occurrence, s.FieldCount)));
        Assert.Equal("ZPD|本地|\"\"||x", segments[3].Raw);
        Assert.Equal("OBX[2]-5", segments[4][5].Path.ToString());
    }

    [Fact]
    public void Absent_null_and_valued_are_three_things()
    {
        var zpd = Parse(Oru).First("ZPD")!;

        Assert.Equal((false, true, false, "", "\"\""), State(zpd[2]));
        Assert.Equal((true, false, false, "", ""), State(zpd[3]));
        Assert.Equal((false, false, true, "x", "x"), State(zpd[4]));
        Assert.Equal((true, false, false, "", ""), State(zpd[400]));
        Assert.Equal((true, false, false, "", ""), State(default));

        static (bool, bool, bool, string, string) State(Hl7Value v) =>
            (v.IsAbsent, v.IsNull, v.HasValue, v.Text, v.Raw);
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r\r\n\n")]
    public void Segments_may_end_with_any_line_end(string end)
    {
        var text = Oru.Replace("\r", end, StringComparison.Ordinal) + end;

        var message = Parse(text);

        Assert.Equal(["MSH", "PID", "OBX", "ZPD", "OBX"], message.Segments.Select(s => s.Name));
        Assert.Equal("a|b&c", message["OBX[2]-5"].Text);
        Assert.Equal(text, message.ToString());
    }

    [Fact]
    public void A_line_feed_inside_a_value_is_data_when_segments_end_with_carriage_return()
    {
        var message = Parse("MSH|^~\\&|A\rOBX|1|TX|X||line one\nline two|u\nOBX|2\r\nOBX|3\r");

        Assert.Equal("line one\nline two", message["OBX-5"].Text);
        Assert.Equal("u", message["OBX-6"].Text);
        Assert.Equal(["1", "2", "3"], message.All("OBX").Select(o => o[1].Text));
    }

    [Fact]
    public void A_line_without_a_segment_name_is_kept_under_a_name_that_tells_nothing()
    {
        var message = Parse("MSH|^~\\&|A\rOBX|1|TX|X||first\r张三的第二行|b\rPV\r");

        Assert.Equal(["MSH", "OBX", "???", "???"], message.Segments.Select(s => s.Name));
        Assert.Equal(("张三的第二行", "b"), (message["???-1"].Text, message["???-2"].Text));
        Assert.Equal("PV", message["???[2]-1"].Text);
    }

    [Theory]
    [InlineData("\uFEFF")]
    [InlineData("\r\n ")]
    public void A_byte_order_mark_and_blank_lines_before_MSH_are_tolerated(string lead)
    {
        var message = Parse(lead + Oru);

        Assert.Equal("M1", message.Header.ControlId);
        Assert.Equal(lead + Oru, message.Text);
    }

    [Theory]
    [InlineData("MSH$*@!%$$X*a%b@c", "X", "b", "c")]
    [InlineData("MSH|^~\\&#||X^a&b~c", "X", "b", "c")]
    [InlineData("MSH|^~\\\\&||X^a&b~c", "X", "b", "c")] // escaped once too often
    public void Separators_are_those_the_message_declares(string text, string first, string sub, string second)
    {
        var msh4 = Parse(text)["MSH-4"];

        Assert.Equal((first, sub, second), (msh4[1].Text, msh4[2].SubComponent(2).Text, msh4.Repetition(2).Text));
    }

    [Fact]
    public void A_separator_that_is_not_declared_does_not_split()
    {
        var message = Parse("MSH|^~|A|B&C\\F\\");

        Assert.Equal("B&C\\F\\", message["MSH-4"].Text);
    }

    [Theory]
    [InlineData("", "The text does not begin with MSH: it is no HL7 v2 message.", null)]
    [InlineData("PID|1", "The text does not begin with MSH: it is no HL7 v2 message.", null)]
    [InlineData("FHS|^~\\&\rMSH|^~\\&|", "This is a batch; one message beginning with MSH was expected.", null)]
    [InlineData("MSH", "The MSH segment ends before its separators.", "MSH-2")]
    [InlineData("MSH||", "The MSH segment declares no separators.", "MSH-2")]
    [InlineData("MSH|^^\\&|", "The MSH segment declares the same separator twice.", "MSH-2")]
    [InlineData("MSH|^~\\&#!|", "The MSH segment declares too many separators.", "MSH-2")]
    [InlineData("MSHA^~\\&A", "The MSH segment declares a separator that is no ASCII punctuation.", "MSH-2")]
    [InlineData("MSH|^~\\&|A\rPID|1\rMSH|^~\\&|B",
        "A second message begins at segment 3; send one message in a frame.", null)]
    public void What_is_no_message_is_refused_with_the_reason(string text, string reason, string? path)
    {
        var parsed = Hl7Message.Parse(text);

        Assert.Equal([new HubError(HubErrorCode.Unreadable, reason, path)], parsed.Errors);
    }

    [Fact]
    public void The_header_of_a_refused_message_can_still_be_read()
    {
        var refused = Oru + "\rMSH|^~\\&|";

        Assert.False(Hl7Message.Parse(refused).IsOk);
        Assert.Equal("M1", Hl7Message.ParseHeader(refused).Value.Header.ControlId);
    }

    [Fact]
    public void Every_cut_of_a_message_parses_or_is_refused_and_is_kept_as_it_is()
    {
        for (var length = 0; length <= Oru.Length; length++)
        {
            var cut = Oru[..length];
            var parsed = Hl7Message.Parse(cut);
            if (parsed.IsOk)
                Assert.Equal(cut, Rebuilt(parsed.Value));
            else
                Assert.True(length < 5, $"refused at {length}");
        }
    }

    [Fact]
    public void Ten_thousand_observations_are_indexed_and_reached()
    {
        var text = "MSH|^~\\&|A\r" + string.Concat(
            Enumerable.Range(1, 10_000).Select(i => $"OBX|{i}|NM|X||{i}\rNTE|{i}\r"));

        var message = Parse(text);

        Assert.Equal(20_001, message.Segments.Count);
        Assert.Equal(50_005_000, message.All("OBX").Sum(o => Nm.Read(o[5]).Value));
        Assert.Equal("10000", message["OBX[10000]-5"].Text);
        Assert.Equal(10_000, message.Segments[^1].Occurrence);
    }

    internal static Hl7Message Parse(string text)
    {
        var parsed = Hl7Message.Parse(text);
        Assert.Empty(parsed.Errors);
        return parsed.Value;
    }

    // The text put together again from the smallest parts, so that no slice is off by one.
    internal static string Rebuilt(Hl7Message message)
    {
        var s = message.Separators;
        var lines = message.Segments.Select(segment =>
        {
            var first = segment.Name is "MSH" ? 3 : 1;
            var count = Math.Max(segment.FieldCount - first + 1, 0);
            var fields = Enumerable.Range(first, count).Select(n => Field(segment[n]));
            var head = segment.Name is "MSH" ? "MSH" + s.Field + segment[2].Raw
                : segment.Name == Hl7Segment.NoSegment ? null : segment.Name;
            return string.Join(s.Field, head is null ? fields : fields.Prepend(head));
        });
        return string.Join('\r', lines) + (message.Text.EndsWith('\r') ? "\r" : "");

        string Field(Hl7Value field) => string.Join(s.Repetition, field.Repetitions.Select(r =>
            string.Join(s.Component, r.Components.Select(c =>
                string.Join(s.SubComponent, c.SubComponents.Select(l => l.Raw))))));
    }
}
