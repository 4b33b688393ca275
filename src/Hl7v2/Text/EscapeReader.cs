using System.Buffers;
using System.Globalization;
using System.Text;

namespace IntegrationHub.Hl7v2;

/// <summary>Resolves the escapes of one leaf, or of a whole value for reading (<paramref name="plain"/>).</summary>
/// <param name="separators">Of the message.</param>
/// <param name="message">Names the charset of hex bytes above 7F; null: it is guessed.</param>
/// <param name="plain">Formatting becomes line feeds and spaces, highlighting is dropped.</param>
internal readonly ref struct EscapeReader(Hl7Separators separators, Hl7Message? message, bool plain)
{
    private const int MostSpaces = 200; // of one \.sp50\ or \.in20\: more is an attack, not a layout

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789ABCDEFabcdef");

    public string Read(ReadOnlySpan<char> raw)
    {
        var at = separators.Escape == '\0' ? -1 : raw.IndexOf(separators.Escape);
        if (at < 0)
            return raw.ToString();
        var text = new StringBuilder(raw.Length);
        while (at >= 0)
        {
            text.Append(raw[..at]);
            raw = raw[at..];
            raw = raw[One(raw, text)..];
            at = raw.IndexOf(separators.Escape);
        }
        return text.Append(raw).ToString();
    }

    // How many characters of raw, which begins with an escape character, were dealt with.
    private int One(ReadOnlySpan<char> raw, StringBuilder text)
    {
        var length = raw[1..].IndexOf(separators.Escape);
        if (length > 0)
        {
            var body = raw.Slice(1, length);
            if (body.Length == 1 && Separator(body[0]) is { } separator)
            {
                text.Append(separator);
                return 3;
            }
            if (body[0] is 'X' && Hex(raw, text) is var taken and > 0)
                return taken;
            if (IsKept(body))
            {
                if (!plain || !Format(body, text))
                    text.Append(raw[..(length + 2)]);
                return length + 2;
            }
        }
        text.Append(raw[0]); // no sequence: the next escape character may begin one
        return 1;
    }

    private char? Separator(char name) => name switch
    {
        'F' => separators.Field,
        'S' => separators.Component,
        'T' when separators.SubComponent != '\0' => separators.SubComponent,
        'R' when separators.Repetition != '\0' => separators.Repetition,
        'E' => separators.Escape,
        'P' => separators.Truncation,
        _ => null,
    };

    private static bool IsKept(ReadOnlySpan<char> body) => body[0] switch
    {
        'H' or 'N' => body.Length == 1,
        '.' => body.Length is > 2 and < 10,
        'Z' or 'C' or 'M' => !body.ContainsAny(' ', '\n'),
        _ => false,
    };

    // One byte may be one sequence (\XD6\\XD0\): all that follow each other are decoded together.
    private int Hex(ReadOnlySpan<char> raw, StringBuilder text)
    {
        var bytes = new List<byte>();
        var taken = 0;
        while (raw.Length > taken + 2 && raw[taken] == separators.Escape && raw[taken + 1] == 'X')
        {
            var length = raw[(taken + 2)..].IndexOf(separators.Escape);
            if (length <= 0 || length % 2 != 0 || !TryAddHex(raw.Slice(taken + 2, length), bytes))
                break;
            taken += length + 3;
        }
        if (taken == 0)
            return 0;
        var decoded = Hl7Charset.DecodeEscaped(bytes.ToArray(), message?.Header.RawCharset);
        text.Append(decoded ?? raw[..taken].ToString());
        return taken;
    }

    private static bool TryAddHex(ReadOnlySpan<char> digits, List<byte> bytes)
    {
        if (digits.ContainsAnyExcept(HexDigits))
            return false;
        bytes.AddRange(Convert.FromHexString(digits));
        return true;
    }

    // \.br\ \.sp<n>\ \.ce\ end a line; \.in<n>\ \.ti<n>\ \.sk<n>\ are spaces; \.fi\ \.nf\ \H\ \N\ say nothing here.
    private static bool Format(ReadOnlySpan<char> body, StringBuilder text)
    {
        if (body is "H" or "N" or ".fi" or ".nf")
            return true;
        if (body is ".br" or ".ce")
        {
            text.Append('\n');
            return true;
        }
        if (body[0] != '.')
            return false;
        var command = body[..3]; // IsKept has seen to the length
        var count = 1;
        const NumberStyles Style = NumberStyles.AllowLeadingSign;
        if (body.Length > 3 && !int.TryParse(body[3..], Style, CultureInfo.InvariantCulture, out count))
            return false;
        count = Math.Clamp(count, 0, MostSpaces);
        switch (command)
        {
            case ".sp":
                text.Append('\n', count);
                return true;
            case ".sk":
                text.Append(' ', count);
                return true;
            case ".in" or ".ti":
                return true;
            default:
                return false;
        }
    }
}
