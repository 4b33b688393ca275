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
        if (text.AsSpan().ContainsAny('\0', '\t', '\n')) // NUL: PostgreSQL refuses it; the others part index_rows
            text = text.Replace("\0", "", StringComparison.Ordinal).Replace('\t', ' ').Replace('\n', ' ');
        return text.Length <= Longest
            ? text
            : $"{text[..Kept]}#{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
    }
}
