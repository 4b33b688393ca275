using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Store;

/// <summary>Text as it stands in indexes: PostgreSQL refuses index rows beyond 2,700 bytes.</summary>
internal static class IndexText
{
    /// <summary>Longest text indexed as it is.</summary>
    public const int Longest = 250;

    private const int Kept = 180;

    /// <summary>The text itself, or its beginning and its SHA-256; the same when written and when searched.</summary>
    public static string Clip(string text)
    {
        text = Plain(text);
        return text.Length <= Longest
            ? text
            : $"{Begin(text, Kept)}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
    }

    /// <summary>The beginning of a text, never half a character.</summary>
    public static string Begin(string text, int length)
    {
        text = Plain(text);
        return text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    /// <summary>The text without NUL, which PostgreSQL refuses; tab and line end as a blank.</summary>
    public static string Plain(string text) => text.AsSpan().ContainsAny('\0', '\t', '\n')
        ? text.Replace("\0", "", StringComparison.Ordinal).Replace('\t', ' ').Replace('\n', ' ')
        : text;
}
