using System.Text;
using FsCheck;
using FsCheck.Fluent;
using IntegrationHub.Hl7v2;
using Xunit;

namespace IntegrationHub.Unit.Hl7v2;

public sealed class RoundTripProperties
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true);

    private static readonly string[] Channels = ["auto", "UTF-8", "GB18030"];

    private static readonly Gen<Hl7Separators> AnySeparators =
        from six in Gen.Shuffle("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".ToCharArray())
        from truncates in Gen.Elements(true, false)
        select new Hl7Separators(six[0], six[1], six[2], six[3], six[4], truncates ? six[5] : null);

    // Letters, all ASCII punctuation, controls, Han inside and outside of the first plane.
    private static readonly Gen<string> AnyText =
        Gen.OneOf(
            Gen.Choose(1, 0x7E).Select(c => ((char)c).ToString()),
            Gen.Elements("张", "𠮷", "é", "\\.br\\", "\\F\\", "\\X0D\\", "\r\n", "\"\"", "|", "^", "~", "\\", "&"))
        .ArrayOf().Select(string.Concat);

    private static readonly Gen<string> AnyPath =
        from segment in Gen.Elements("PID", "OBX", "Z01")
        from number in Gen.Choose(1, 30)
        from repetition in Gen.Choose(0, 4)
        from component in Gen.Choose(0, 12)
        from sub in Gen.Choose(0, component == 0 ? 0 : 4)
        select new Hl7Path(segment, 1, number, repetition, component, sub).ToString();

    [Fact]
    public void Text_written_with_any_separators_is_read_back() =>
        Prop.ForAll(
            AnySeparators.ToArbitrary(), AnyText.ToArbitrary(),
            (separators, text) => Hl7Escapes.Unescape(Hl7Escapes.Escape(text, separators), separators) == text)
        .Check(Often);

    [Fact]
    public void Values_written_at_any_path_are_read_back_there_and_nowhere_else() =>
        Prop.ForAll(
            AnySeparators.ToArbitrary(), AnyText.Where(t => t.Length > 0).ToArbitrary(), AnyPath.ToArbitrary(),
            (separators, text, path) =>
            {
                var message = new Hl7MessageBuilder(separators).Set("ZZZ-9", "end").Set(path, text).Build().Value;
                var log = message.ReadLog = new ReadLog();
                Assert.Equal(text, message[path].Text);
                Assert.Equal("end", message["ZZZ-9"].Text);
                Assert.Empty(message.Unread());
            })
        .Check(Often);

    [Fact]
    public void Any_text_after_a_header_is_kept_and_never_throws() =>
        Prop.ForAll(
            AnySeparators.ToArbitrary(), AnyText.ToArbitrary(),
            (separators, text) =>
            {
                var whole = new Hl7MessageBuilder(separators) + "PID" + text;
                if (Hl7Message.Parse(whole) is not { IsOk: true } parsed)
                    return;
                Assert.Equal(whole, parsed.Value.ToString());
                Assert.Equal(whole, Hl7MessageBuilder.Edit(parsed.Value).ToString());
                Touch(parsed.Value);
            })
        .Check(Often);

    [Fact]
    public void Garbage_never_throws() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<byte[]>(), Gen.Elements("", "MSH", "MSH|^~\\&|", "FHS|^~\\&|\rMSH").ToArbitrary(),
            (bytes, head) =>
            {
                byte[] frame = [.. Encoding.ASCII.GetBytes(head), .. bytes];
                foreach (var channel in Channels)
                {
                    if (Hl7Charset.Decode(frame, channel) is not { IsOk: true } decoded)
                        continue;
                    if (Hl7Message.Parse(decoded.Value.Text) is { IsOk: true } parsed)
                        Touch(parsed.Value);
                    Hl7Batch.Parse(decoded.Value.Text);
                }
                Hl7Message.ParseHeader(Hl7Charset.DecodeHeader(frame));
            })
        .Check(Often);

    private static void Touch(Hl7Message message)
    {
        message.ReadLog = new ReadLog();
        foreach (var path in message.Unread())
            Assert.Equal(path.ToString(), Hl7Path.Parse(path.ToString()).ToString());
        foreach (var segment in message.Segments)
        {
            for (var n = 1; n <= segment.FieldCount + 1; n++)
                _ = (segment[n].Text, segment[n].PlainText, segment[n].Raw, segment[n].IsNull, Cx.Read(segment[n]).Id);
        }
        Assert.Empty(message.Unread());
    }
}
