using System.Buffers;
using System.Text;
using IntegrationHub.Contracts;
using UnicodeUtf8 = System.Text.Unicode.Utf8;

namespace IntegrationHub.Hl7v2;

/// <summary>A message decoded from bytes.</summary>
/// <param name="Text">Without byte order mark.</param>
/// <param name="Charset"><see cref="Hl7Charset.Utf8"/> or <see cref="Hl7Charset.Gb18030"/>: an answer is encoded
/// likewise.</param>
public sealed record DecodedText(string Text, string Charset);

/// <summary>Bytes to text and back. Decoding comes before splitting: a GB18030 trail byte may be <c>|</c>, <c>^</c>
/// or <c>\</c>.</summary>
/// <remarks>GB18030 is the framework's provider of that name; code page 936 would lose rare name characters.</remarks>
public static class Hl7Charset
{
    /// <summary>Channel setting: MSH-18, else strict UTF-8, else strict GB18030.</summary>
    public const string Auto = "auto";

    /// <summary>Channel setting and result.</summary>
    public const string Utf8 = "UTF-8";

    /// <summary>Channel setting and result; also reads GBK and GB2312.</summary>
    public const string Gb18030 = "GB18030";

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private static readonly Encoding StrictGb18030 = CodePagesEncodingProvider.Instance.GetEncoding(
        Gb18030, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <summary>MSH-18 (table 0211) for a charset of this class.</summary>
    public static string NameInMsh18(string charset) => charset == Gb18030 ? "GB 18030-2000" : "UNICODE UTF-8";

    /// <summary>Decodes a message strictly.</summary>
    /// <param name="frame">The message as it came, a byte order mark tolerated.</param>
    /// <param name="channelCharset">Setting of the channel: <c>auto</c>, <c>UTF-8</c> or <c>GB18030</c>.</param>
    /// <returns>The text, or <see cref="HubErrorCode.CharsetWrong"/> with the index of the first wrong byte.</returns>
    public static Result<DecodedText> Decode(ReadOnlySpan<byte> frame, string channelCharset)
    {
        ArgumentNullException.ThrowIfNull(channelCharset);
        if (frame.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || frame.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return new HubError(HubErrorCode.CharsetWrong, "The message is UTF-16; send UTF-8 or GB18030.");
        var mark = frame.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3
            : frame.StartsWith((ReadOnlySpan<byte>)[0x84, 0x31, 0x95, 0x33]) ? 4 : 0;
        var body = frame[mark..];
        if (Is(channelCharset, Utf8))
            return DecodeUtf8(body, mark, "the channel's charset is UTF-8");
        if (Is(channelCharset, Gb18030))
            return DecodeGb18030(body, mark, "the channel's charset is GB18030");
        return Is(channelCharset, Auto)
            ? DecodeAuto(body, mark)
            : throw new ArgumentException("A channel's charset is auto, UTF-8 or GB18030.", nameof(channelCharset));
    }

    /// <summary>Encodes strictly.</summary>
    /// <param name="text">A whole message.</param>
    /// <param name="charset"><see cref="Utf8"/> or <see cref="Gb18030"/>.</param>
    /// <returns>The bytes, or <see cref="HubErrorCode.CharsetWrong"/> when the text is not valid Unicode.</returns>
    public static Result<byte[]> Encode(string text, string charset)
    {
        try
        {
            return (Is(charset, Gb18030) ? StrictGb18030 : StrictUtf8).GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            return new HubError(HubErrorCode.CharsetWrong, $"Character {e.Index} is half of a surrogate pair.");
        }
    }

    /// <summary>Text of the header for an answer to a message that cannot be decoded: wrong bytes become
    /// U+FFFD.</summary>
    public static string DecodeHeader(ReadOnlySpan<byte> frame)
    {
        var end = frame.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end < 0 ? frame : frame[..end];
        return Encoding.UTF8.GetString(line[..Math.Min(line.Length, 4096)]);
    }

    /// <summary>Bytes written as <c>\Xhh…\</c>; null when they are no text.</summary>
    internal static string? DecodeEscaped(ReadOnlySpan<byte> bytes, string? msh18)
    {
        var gb = msh18 is not null && Msh18Names.Find(msh18) == Gb18030;
        if (!gb && Utf8Valid(bytes))
            return Encoding.UTF8.GetString(bytes);
        return DecodeGb18030(bytes, 0, "") is { IsOk: true } decoded ? decoded.Value.Text : null;
    }

    private static Result<DecodedText> DecodeAuto(ReadOnlySpan<byte> body, int mark)
    {
        var named = Msh18Names.In(body);
        var valid = Utf8Valid(body);
        if (named == Utf8 || valid && named != Gb18030)
            return DecodeUtf8(body, mark, "MSH-18 says UTF-8");
        if (named == Gb18030 && valid && HoldsHan(body))
            return new HubError(
                HubErrorCode.CharsetWrong,
                "MSH-18 says GB18030, the bytes are UTF-8: correct MSH-18 or set the channel's charset.", "MSH-18");
        return DecodeGb18030(body, mark, named == Gb18030 ? "MSH-18 says GB18030" : "they are no valid UTF-8 either");
    }

    // UTF-8 by accident (GBK bytes that happen to be valid) gives Latin or Cyrillic letters, never Han characters.
    private static bool HoldsHan(ReadOnlySpan<byte> body) => body.ContainsAnyInRange((byte)0xE3, (byte)0xE9);

    private static Result<DecodedText> DecodeUtf8(ReadOnlySpan<byte> body, int mark, string because)
    {
        var characters = new char[1024];
        var at = 0;
        if (!Utf8Valid(body))
        {
            while (UnicodeUtf8.ToUtf16(body[at..], characters, out var read, out _, replaceInvalidSequences: false)
                is OperationStatus.DestinationTooSmall)
                at += read;
            UnicodeUtf8.ToUtf16(body[at..], characters, out var last, out _, replaceInvalidSequences: false);
            return Wrong(mark + at + last, Utf8, because);
        }
        return new DecodedText(Encoding.UTF8.GetString(body), Utf8);
    }

    private static Result<DecodedText> DecodeGb18030(ReadOnlySpan<byte> body, int mark, string because)
    {
        try
        {
            return new DecodedText(StrictGb18030.GetString(body), Gb18030);
        }
        catch (DecoderFallbackException e)
        {
            return Wrong(mark + e.Index, Gb18030, because);
        }
    }

    private static HubError Wrong(int index, string charset, string because) =>
        new(HubErrorCode.CharsetWrong, $"Byte {index} is not valid {charset}, and {because}.");

    private static bool Utf8Valid(ReadOnlySpan<byte> bytes) => UnicodeUtf8.IsValid(bytes);

    private static bool Is(string setting, string name) => setting.Equals(name, StringComparison.OrdinalIgnoreCase);
}
