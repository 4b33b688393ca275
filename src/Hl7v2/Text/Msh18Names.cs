using System.Collections.Frozen;
using System.Text;

namespace IntegrationHub.Hl7v2;

/// <summary>MSH-18: the names of table 0211, and those seen in the field, that mean a charset we read.</summary>
internal static class Msh18Names
{
    private const int CharsetField = 18;

    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>
    {
        ["UNICODE UTF-8"] = Hl7Charset.Utf8,
        ["UTF-8"] = Hl7Charset.Utf8,
        ["UTF8"] = Hl7Charset.Utf8,
        ["UNICODE"] = Hl7Charset.Utf8,
        ["GB 18030-2000"] = Hl7Charset.Gb18030,
        ["GB 18030-2005"] = Hl7Charset.Gb18030,
        ["GB 18030-2022"] = Hl7Charset.Gb18030,
        ["GB 18030"] = Hl7Charset.Gb18030,
        ["GB18030-2000"] = Hl7Charset.Gb18030,
        ["GB18030"] = Hl7Charset.Gb18030,
        ["GBK"] = Hl7Charset.Gb18030,
        ["CP936"] = Hl7Charset.Gb18030,
        ["GB2312"] = Hl7Charset.Gb18030,
        ["GB 2312"] = Hl7Charset.Gb18030,
        ["GB 2312-80"] = Hl7Charset.Gb18030,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The charset a name stands for; null when it says nothing (<c>ASCII</c>) or is not known.</summary>
    public static string? Find(string name) => Known.GetValueOrDefault(name.Trim());

    /// <summary>
    /// The charset MSH-18 names, read before the message is decoded: the first line is tried as UTF-8 and as GB18030,
    /// since a separator byte may be half a character in the latter. A known name is proof that the guess was right.
    /// </summary>
    public static string? In(ReadOnlySpan<byte> frame)
    {
        var end = frame.IndexOfAny((byte)'\r', (byte)'\n');
        var line = end < 0 ? frame : frame[..end];
        if (line.Length is < 5 or > 4096)
            return null;
        return Name(Encoding.UTF8.GetString(line)) ?? Name(Gb.GetString(line));
    }

    private static Encoding Gb { get; } = CodePagesEncodingProvider.Instance.GetEncoding(Hl7Charset.Gb18030)!;

    private static string? Name(string header) => Hl7Message.ParseHeader(header) is { IsOk: true } parsed
        ? Find(parsed.Value.Segments[0][CharsetField].Repetition(1).Text)
        : null;
}
