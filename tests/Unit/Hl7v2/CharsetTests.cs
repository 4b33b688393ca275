using System.Text;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class CharsetTests
{

    private static readonly Encoding Gb = CodePagesEncodingProvider.Instance.GetEncoding("GB18030")!;

    [Theory]
    [InlineData('|')]
    [InlineData('^')]
    [InlineData('\\')]
    public void Characters_whose_second_byte_is_a_separator_do_not_split(char separator)
    {
        // All two-byte GB18030 characters with this trail byte, 126 of them.
        var bytes = Enumerable.Range(0x81, 126).SelectMany(lead => new[] { (byte)lead, (byte)separator });
        var traps = Gb.GetString([.. bytes]);
        Assert.Equal(126, traps.Length);
        var text = $"MSH|^~\\&|LIS|{traps[..20]}||||||1|P|2.4||||||GB 18030-2000\rPID|1||{traps}^b|end";

        foreach (var channel in new[] { "auto", "GB18030" })
        {
            var message = MessageParserTests.Parse(Hl7Charset.Decode(Gb.GetBytes(text), channel).Value.Text);
            Assert.Equal(
                (traps, "b", "end"), (message["PID-3.1"].Text, message["PID-3.2"].Text, message["PID-4"].Text));
        }
    }

    [Theory]
    [InlineData("UTF-8", "auto", "UNICODE UTF-8", "UTF-8")]
    [InlineData("UTF-8", "auto", "utf-8", "UTF-8")]
    [InlineData("UTF-8", "auto", "", "UTF-8")]
    [InlineData("UTF-8", "auto", "ASCII", "UTF-8")]
    [InlineData("UTF-8", "auto", "8859/1", "UTF-8")]
    [InlineData("UTF-8", "utf-8", "GBK", "UTF-8")]
    [InlineData("GB18030", "auto", "GB 18030-2000", "GB18030")]
    [InlineData("GB18030", "auto", "GBK", "GB18030")]
    [InlineData("GB18030", "auto", "GB2312~ASCII", "GB18030")]
    [InlineData("GB18030", "auto", "", "GB18030")]
    [InlineData("GB18030", "auto", "ASCII", "GB18030")]
    [InlineData("GB18030", "GB18030", "UNICODE UTF-8", "GB18030")]
    public void Bytes_are_decoded_by_channel_then_MSH_18_then_by_what_they_are(
        string bytes, string channel, string msh18, string charset)
    {
        var text = Chinese(msh18);

        var decoded = Hl7Charset.Decode(Encode(text, bytes), channel);

        Assert.Equal(new DecodedText(text, charset), decoded.Value);
        Assert.Equal(Encode(text, bytes), Hl7Charset.Encode(text, charset).Value);
    }

    [Theory]
    [InlineData("UTF-8", "auto", "GBK",
        "MSH-18 says GB18030, the bytes are UTF-8: correct MSH-18 or set the channel's charset.", "MSH-18")]
    [InlineData("GB18030", "auto", "UNICODE UTF-8", "Byte 13 is not valid UTF-8, and MSH-18 says UTF-8.", null)]
    [InlineData("GB18030", "UTF-8", "GBK", "Byte 13 is not valid UTF-8, and the channel's charset is UTF-8.", null)]
    public void A_charset_that_lies_is_refused_with_the_place(
        string bytes, string channel, string msh18, string reason, string? path) =>
        Assert.Equal(
            [new HubError(HubErrorCode.CharsetWrong, reason, path)],
            Hl7Charset.Decode(Encode(Chinese(msh18), bytes), channel).Errors);

    [Theory]
    [InlineData("4D 53 48 7C C0 AF", "UTF-8",
        "Byte 4 is not valid UTF-8, and the channel's charset is UTF-8.")] // overlong
    [InlineData("EF BB BF 4D 53 48 FF", "UTF-8", "Byte 6 is not valid UTF-8, and the channel's charset is UTF-8.")]
    [InlineData("4D 53 48 FF", "GB18030", "Byte 3 is not valid GB18030, and the channel's charset is GB18030.")]
    [InlineData("4D 53 48 FF", "auto", "Byte 3 is not valid GB18030, and they are no valid UTF-8 either.")]
    [InlineData("4D 53 48 D5", "GB18030", "Byte 3 is not valid GB18030, and the channel's charset is GB18030.")] // half
    [InlineData("FF FE 4D 00", "auto", "The message is UTF-16; send UTF-8 or GB18030.")]
    public void Wrong_bytes_are_refused_with_their_index_and_without_content(
        string hex, string channel, string reason) =>
        Assert.Equal(
            [new HubError(HubErrorCode.CharsetWrong, reason)],
            Hl7Charset.Decode(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), channel).Errors);

    [Fact]
    public void The_index_of_a_wrong_byte_is_right_far_into_a_long_message()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("中", 5000))), 0xFF];

        Assert.StartsWith(
            "Byte 15000 ", Hl7Charset.Decode(bytes, "UTF-8").Errors.Single().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("GB18030")]
    [InlineData("auto")]
    public void A_byte_order_mark_is_dropped(string channel)
    {
        var mark = Encode("\uFEFF", channel == "GB18030" ? "GB18030" : "UTF-8");

        Assert.Equal("MSH|", Hl7Charset.Decode([.. mark, .. "MSH|"u8], channel).Value.Text);
    }

    [Fact]
    public void Rare_name_characters_survive_GB18030()
    {
        const string rare = "䶮𠮷㐂𬱖";

        Assert.Equal(rare, Hl7Charset.Decode(Hl7Charset.Encode(rare, "GB18030").Value, "GB18030").Value.Text);
    }

    [Fact]
    public void Half_a_character_cannot_be_encoded() =>
        Assert.Equal(
            [new HubError(HubErrorCode.CharsetWrong, "Character 2 is half of a surrogate pair.")],
            Hl7Charset.Encode("ab\uD840", "UTF-8").Errors);

    [Fact]
    public void The_header_of_undecodable_bytes_can_still_be_read()
    {
        byte[] frame = [.. "MSH|^~\\&|A|"u8, 0xFF, .. "|||||ADT^A01|77\rPID|"u8];

        Assert.Equal("77", Hl7Message.ParseHeader(Hl7Charset.DecodeHeader(frame)).Value.Header.ControlId);
    }

    private static string Chinese(string msh18) =>
        $"MSH|^~\\&|LIS|县医院|||||ORU^R01|1|P|2.4||||||{msh18}\rPID|1||1||欧阳^䶮\r";

    private static byte[] Encode(string text, string charset) =>
        charset == "GB18030" ? Gb.GetBytes(text) : Encoding.UTF8.GetBytes(text);
}
