using System.Text;

namespace IntegrationHub.Hl7v2;

/// <summary>Escape sequences of text.</summary>
/// <remarks>
/// Source: HL7 v2.8.2 §2.7. Resolved on reading: <c>\F\ \S\ \T\ \R\ \E\ \P\ \Xhh…\</c>. Kept as they are:
/// <c>\H\ \N\</c>, <c>\.br\</c> and the other formatting, <c>\Zzz\</c>, <c>\Cxxyy\ \Mxxyyzz\</c>, unknown ones and
/// a lone escape character.
/// </remarks>
public static class Hl7Escapes
{
    /// <summary>Text that can stand in a leaf: separators and control characters escaped.</summary>
    /// <param name="text">Any text; formatting in it (<c>\.br\</c>) becomes text too.</param>
    /// <param name="separators">Must declare an escape character, or only text without separators can be
    /// written.</param>
    public static string Escape(string text, Hl7Separators separators)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == Hl7Value.Null && separators.Escape != '\0')
            return $"{separators.Escape}X2222{separators.Escape}"; // two quotes as text, not the HL7 null
        var from = FirstToEscape(text, separators);
        if (from < 0)
            return text;
        var written = new StringBuilder(text.Length + 16).Append(text, 0, from);
        foreach (var c in text.AsSpan(from))
        {
            if (!MustEscape(c, separators))
                written.Append(c);
            else if (separators.Escape == '\0')
                written.Append(' '); // the message declares no way to say it
            else
                AppendEscaped(written, c, separators);
        }
        return written.ToString();
    }

    /// <summary><see cref="Escape"/> for FT values: line ends become <c>\.br\</c>.</summary>
    public static string EscapeFormatted(string text, Hl7Separators separators)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        return string.Join($"{separators.Escape}.br{separators.Escape}", lines.Select(l => Escape(l, separators)));
    }

    /// <summary>The text a leaf stands for.</summary>
    public static string Unescape(ReadOnlySpan<char> raw, Hl7Separators separators) =>
        new EscapeReader(separators, null, plain: false).Read(raw);

    internal static string Unescape(ReadOnlySpan<char> raw, Hl7Message message) =>
        new EscapeReader(message.Separators, message, plain: false).Read(raw);

    internal static string Plain(ReadOnlySpan<char> raw, Hl7Message message) =>
        new EscapeReader(message.Separators, message, plain: true).Read(raw);

    private static int FirstToEscape(string text, Hl7Separators separators)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (MustEscape(text[i], separators))
                return i;
        }
        return -1;
    }

    private static bool MustEscape(char c, Hl7Separators s) =>
        c == s.Field || c == s.Component || c == s.Repetition || c == s.Escape || c == s.SubComponent
        || c == s.Truncation || (c < ' ' && c != '\t');

    private static void AppendEscaped(StringBuilder written, char c, Hl7Separators s)
    {
        written.Append(s.Escape);
        if (c == s.Field)
            written.Append('F');
        else if (c == s.Component)
            written.Append('S');
        else if (c == s.SubComponent)
            written.Append('T');
        else if (c == s.Repetition)
            written.Append('R');
        else if (c == s.Escape)
            written.Append('E');
        else if (c == s.Truncation)
            written.Append('P');
        else
            written.Append('X').Append(Convert.ToHexString([(byte)c]));
        written.Append(s.Escape);
    }
}
