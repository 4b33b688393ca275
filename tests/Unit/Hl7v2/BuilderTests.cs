using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class BuilderTests
{
    [Fact]
    public void A_message_is_built_from_segments_and_paths()
    {
        var builder = new Hl7MessageBuilder();
        builder.Header.Set(3, "HUB").Set(9, "ORU", "R01", "ORU_R01").Set(12, "2.5.1");
        builder.Add("PID")
            .Set(1, "1").Set(3, "P1", null, null, "H1", "MR").Add(3, "510", null, null, null, "NI").Set("5.1.2", "X");
        builder.Add("OBX").Set(5, "a|b", "c^d\r", null);
        builder.Set("OBX-5(2).3", "&").SetNull("OBX-8").SetRaw("OBX-6", @"\.br\");
        builder.Set("OBX[2]-1", "2").Set("ZZZ-2", "z");

        Assert.Equal(
            "MSH|^~\\&|HUB||||||ORU^R01^ORU_R01|||2.5.1\r" +
            "PID|1||P1^^^H1^MR~510^^^^NI||&X\r" +
            "OBX|||||a\\F\\b^c\\S\\d\\X0D\\~^^\\T\\|\\.br\\||\"\"\r" +
            "OBX|2\r" +
            "ZZZ||z\r",
            builder.Build().Value.Text);
    }

    [Theory]
    [InlineData("PID-3(2).1", "N|2", "P1^^^H1&1.2^MR~N1^^^^NI", "P1^^^H1&1.2^MR~N\\F\\2^^^^NI")]
    [InlineData("PID-3.4.2", "9.9", "P1^^^H1&1.2^MR", "P1^^^H1&9.9^MR")]
    [InlineData("PID-3[NI].1", "N2", "~N1^^^^NI", "~N2^^^^NI")]
    [InlineData("PID-3[SS].1", "S1", "N1^^^^NI||", "N1^^^^NI~S1^^^^SS||")]
    [InlineData("PID-5", null, "|张^三|", "||")]
    [InlineData("PID-9.3", "x", "|x\rZXX", "|x|^^x\rZXX")]
    [InlineData("MSH-10", "2", "|1|P", "|2|P")]
    public void Editing_one_place_leaves_every_other_character(string path, string? text, string before, string after)
    {
        const string source =
            "\uFEFFMSH|^~\\&|A|||||||1|P||\r\n\r\n" +
            "PID|1||P1^^^H1&1.2^MR~N1^^^^NI||张^三||19800101\nnot a segment|x\rZXX\r\n";

        var edited = Hl7MessageBuilder.Edit(MessageParserTests.Parse(source)).Set(path, text).ToString();

        Assert.Equal(source.Replace(before, after, StringComparison.Ordinal), edited);
    }

    [Fact]
    public void Editing_nothing_gives_the_same_text()
    {
        const string source = "\r\nMSH|^~\\&|A\r\n\r\nPID|||\n\nrest without end";

        Assert.Equal(source, Hl7MessageBuilder.Edit(MessageParserTests.Parse(source)).ToString());
    }

    [Fact]
    public void Segments_are_appended_and_removed_in_the_line_ends_of_the_message()
    {
        var builder = Hl7MessageBuilder.Edit(MessageParserTests.Parse("MSH|^~\\&|A\nPID|1\nNTE|1\nNTE|2"));

        Assert.True(builder.Remove("NTE[1]"));
        Assert.False(builder.Remove("NTE[2]"));
        Assert.False(builder.Remove("MSH"));
        builder.Add("ZZ1").Set(1, "x");

        Assert.Equal("MSH|^~\\&|A\nPID|1\nNTE|2\nZZ1|x\n", builder.ToString());
    }

    [Fact]
    public void Other_separators_are_written_and_escaped()
    {
        var builder = new Hl7MessageBuilder(new Hl7Separators('$', '*', '@', '!', '%', '#'));
        builder.Add("PID").Set(5, "a$b*c@d!e%f#g|h", "x").Add(5, "y");

        var message = builder.Build().Value;

        Assert.Equal("MSH$*@!%#\rPID$$$$$a!F!b!S!c!R!d!E!e!T!f!P!g|h*x@y\r", message.Text);
        Assert.Equal("a$b*c@d!e%f#g|h", message["PID-5"].Text);
    }

    [Theory]
    [InlineData("a|b")]
    [InlineData("a\rPID|9")]
    [InlineData("a\u001C")]
    public void Raw_text_cannot_leave_its_field(string raw) =>
        Assert.Throws<ArgumentException>(() => new Hl7MessageBuilder().SetRaw("PID-3", raw));

    [Theory]
    [InlineData("MSH-1")]
    [InlineData("MSH-2")]
    [InlineData("PID")]
    [InlineData("OBX[2]-1")]
    public void Places_that_cannot_be_written_are_a_mistake_of_the_program(string path) =>
        Assert.Throws<ArgumentException>(() => new Hl7MessageBuilder().Set(path, "x"));

    [Fact]
    public void A_line_that_is_no_segment_is_not_written_into() =>
        Assert.Throws<ArgumentException>(
            () => Hl7MessageBuilder.Edit(MessageParserTests.Parse("MSH|^~\\&|A\r?x|1")).Set("???-1", "y"));

    [Fact]
    public void Separators_must_be_usable() =>
        Assert.Throws<ArgumentException>(() => new Hl7MessageBuilder(new Hl7Separators('|', '|', '~', '\\', '&')));

    [Fact]
    public void A_message_longer_than_allowed_is_an_error_not_an_exception() =>
        Assert.Equal(
            HubErrorCode.LimitExceeded,
            new Hl7MessageBuilder().Set("PID-5", new string('x', 70_000)).Build().Errors.Single().Code);
}
