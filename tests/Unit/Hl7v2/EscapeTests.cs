using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class EscapeTests
{
    [Theory]
    [InlineData(@"a\F\b", "a|b")]
    [InlineData(@"\S\\T\\R\\E\", @"^&~\")]
    [InlineData(@"\P\", @"\P\")] // no truncation character declared
    [InlineData(@"\X0D\\X0A\", "\r\n")]
    [InlineData(@"\X0D0A\", "\r\n")]
    [InlineData(@"\XE5BCA0\", "张")]
    [InlineData(@"\XD5C5\", "张")] // GB18030 bytes
    [InlineData(@"\XE5\\XBC\\XA0\", "张")] // one sequence per byte
    [InlineData(@"\XFFFF\", @"\XFFFF\")] // no text in any charset
    [InlineData(@"\X0\", @"\X0\")]
    [InlineData(@"\X\", @"\X\")]
    [InlineData(@"\XZZ\", @"\XZZ\")]
    [InlineData(@"a\.br\b", @"a\.br\b")]
    [InlineData(@"\.sp3\\.in+4\", @"\.sp3\\.in+4\")]
    [InlineData(@"\H\bold\N\", @"\H\bold\N\")]
    [InlineData(@"\Zlocal\", @"\Zlocal\")]
    [InlineData(@"\C2842\\M244242\", @"\C2842\\M244242\")]
    [InlineData(@"\Q\", @"\Q\")]
    [InlineData(@"C:\dir\F\x", @"C:\dir|x")] // a lone backslash hides nothing behind it
    [InlineData(@"end\", @"end\")]
    [InlineData(@"\\", @"\\")]
    [InlineData(@"\\F\", @"\|")]
    [InlineData("", "")]
    public void Separators_and_bytes_are_resolved_and_all_else_is_kept(string raw, string text) =>
        Assert.Equal(text, Hl7Escapes.Unescape(raw, Hl7Separators.Usual));

    [Fact]
    public void The_truncation_character_is_resolved_when_it_is_declared() =>
        Assert.Equal("a#b", Hl7Escapes.Unescape(@"a\P\b", Hl7Separators.Usual with { Truncation = '#' }));

    [Theory]
    [InlineData(@"a\.br\b", "a\nb")]
    [InlineData(@"a\.sp2\b\.sk3\c", "a\n\nb   c")]
    [InlineData(@"\H\bold\N\ \.ce\x\.fi\\.nf\\.in+4\\.ti-2\", "bold \nx")]
    [InlineData(@"Smith & Sons^a~b", "Smith & Sons^a~b")]
    [InlineData(@"a\F\b\Zx\\.xx\", @"a|b\Zx\\.xx\")]
    [InlineData(@"\.sp99999\", null)]
    [InlineData("\"\"", "")]
    public void Plain_text_is_what_a_person_reads(string raw, string? text) =>
        Assert.Equal(
            text ?? new string('\n', 200),
            MessageParserTests.Parse($"MSH|^~\\&|A\rOBX|1|FT|||{raw}")["OBX-5"].PlainText);

    [Theory]
    [InlineData("GBK", "涓瓥")]
    [InlineData("UNICODE UTF-8", "中")]
    [InlineData("", "中")]
    public void Escaped_bytes_are_of_the_charset_MSH_18_names(string charset, string text)
    {
        // E4B8 AD.. is two thirds of a GBK pair and one whole UTF-8 character
        var hex = charset == "GBK" ? "E4B8AD96" : "E4B8AD";
        var message = MessageParserTests.Parse($"MSH|^~\\&|A|||||||||||||||{charset}\rNTE|1||\\X{hex}\\");

        Assert.Equal(text, message["NTE-3"].Text);
    }

    [Fact]
    public void Escaped_bytes_in_MSH_18_itself_do_not_ask_for_their_own_charset()
    {
        const string text = "MSH|^~\\&|A|||||||||||||||\\XE4B8AD\\\rNTE|1||\\XE4B8AD\\";

        Assert.Equal(
            ("中", "中"), (MessageParserTests.Parse(text).Header.Charset, MessageParserTests.Parse(text)["NTE-3"].Text));
        Assert.True(Hl7Charset.Decode(System.Text.Encoding.UTF8.GetBytes(text), "auto").IsOk);
    }

    [Theory]
    [InlineData("a|b^c~d&e\\f", @"a\F\b\S\c\R\d\T\e\E\f")]
    [InlineData("a\rb\nc", @"a\X0D\b\X0A\c")]
    [InlineData("\u000B\u001C\tx", "\\X0B\\\\X1C\\\tx")]
    [InlineData(@"\.br\", @"\E\.br\E\")]
    [InlineData("张三", "张三")]
    [InlineData("\"\"", "\\X2222\\")] // not the HL7 null
    public void Text_is_escaped_so_that_it_cannot_end_its_leaf(string text, string raw)
    {
        Assert.Equal(raw, Hl7Escapes.Escape(text, Hl7Separators.Usual));
        Assert.Equal(text, Hl7Escapes.Unescape(raw, Hl7Separators.Usual));
    }

    [Fact]
    public void Lines_of_formatted_text_are_written_as_breaks() =>
        Assert.Equal(@"a\.br\b\.br\\F\", Hl7Escapes.EscapeFormatted("a\r\nb\n|", Hl7Separators.Usual));
}
