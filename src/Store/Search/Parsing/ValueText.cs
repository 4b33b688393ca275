using System.Text;

namespace IntegrationHub.Store;

/// <summary>The right side of a search parameter, with <c>\</c> as escape (FHIR R4 §3.1.1.4.0.1).</summary>
internal static class ValueText
{
    /// <summary>Parts between unescaped separators; escapes stay in.</summary>
    public static IReadOnlyList<string> Split(string text, char separator)
    {
        if (!text.Contains(separator, StringComparison.Ordinal))
            return [text];
        var (parts, current) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == separator)
            {
                parts.Add(current.ToString());
                current.Clear();
                continue;
            }

            current.Append(text[i]);
            if (text[i] == '\\' && i + 1 < text.Length)
                current.Append(text[++i]);
        }

        parts.Add(current.ToString());
        return parts;
    }

    /// <summary>The text without its escapes.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
                i++;
            plain.Append(text[i]);
        }

        return plain.ToString();
    }
}
