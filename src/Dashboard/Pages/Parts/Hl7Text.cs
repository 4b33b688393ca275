using System.Text;

namespace IntegrationHub.Dashboard.Pages.Parts;

/// <summary>Cuts a raw message for reading: a line per segment, separators apart, control characters seen.</summary>
/// <remarks>For the eye only; it decides nothing and takes any text.</remarks>
internal static class Hl7Text
{
    internal readonly record struct Piece(string Text, bool IsSeparator);

    private static readonly string[] Ends = ["\r\n", "\r", "\n"];

    internal static IEnumerable<IReadOnlyList<Piece>> Segments(string text)
    {
        var separators = SeparatorsOf(text);
        return text.Split(Ends, StringSplitOptions.RemoveEmptyEntries).Select(s => Cut(s, separators));
    }

    private static string SeparatorsOf(string text)
    {
        if (text.Length < 8 || !text.StartsWith("MSH", StringComparison.Ordinal) || char.IsLetterOrDigit(text[3]))
            return "";
        var end = text.IndexOf(text[3], 4);
        return end is > 4 and < 10 ? text[3..end] : text[3..4];
    }

    private static List<Piece> Cut(string segment, string separators)
    {
        var pieces = new List<Piece>();
        var start = 0;
        for (var i = 0; i < segment.Length; i++)
        {
            if (!separators.Contains(segment[i], StringComparison.Ordinal))
                continue;
            if (i > start)
                pieces.Add(new(Visible(segment[start..i]), false));
            pieces.Add(new(segment[i].ToString(), true));
            start = i + 1;
        }
        if (start < segment.Length)
            pieces.Add(new(Visible(segment[start..]), false));
        return pieces;
    }

    /// <summary>Control characters as their pictures (U+2400 …), so that nothing hides.</summary>
    private static string Visible(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        var visible = new StringBuilder(text);
        for (var i = 0; i < visible.Length; i++)
            if (char.IsControl(visible[i]))
                visible[i] = visible[i] < ' ' ? (char)(0x2400 + visible[i]) : '\u2426';
        return visible.ToString();
    }
}
