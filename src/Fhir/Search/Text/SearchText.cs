using System.Globalization;
using System.Text;

namespace IntegrationHub.Fhir;

/// <summary>How text is compared by string search parameters; writers and readers of the index both fold.</summary>
public static partial class SearchText
{
    /// <summary>
    /// Half width (NFKC), lower case, simplified characters; accents and punctuation left out, white space one blank
    /// inside and none outside (FHIR R4 search, §3.1.1.4.8). Text of punctuation only keeps it.
    /// </summary>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = IsPlain(text) ? text : Decompose(text);
        var folded = Fold(plain, withPunctuation: false);
        return folded.Length > 0 || string.IsNullOrWhiteSpace(plain) ? folded : Fold(plain, withPunctuation: true);
    }

    private static string Fold(string text, bool withPunctuation)
    {
        // A character folds to two at most (ß, and simplified forms beyond the first plane).
        var buffer = text.Length <= 128 ? stackalloc char[256] : new char[text.Length * 2];
        var (length, blank) = (0, false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c))
            {
                blank = length > 0;
                continue;
            }

            if (!withPunctuation && IsIgnored(c))
                continue;
            if (blank)
                buffer[length++] = ' ';
            blank = false;
            if (char.IsAscii(c))
                buffer[length++] = char.ToLowerInvariant(c);
            else
                length += Letter(text, ref i, buffer[length..]);
        }

        var folded = buffer[..length];
        return folded.SequenceEqual(text) ? text : folded.ToString();
    }

    private static int Letter(string text, ref int at, Span<char> to)
    {
        if (!Rune.TryGetRuneAt(text, at, out var rune))
            rune = Rune.ReplacementChar;
        else
            at += rune.Utf16SequenceLength - 1;
        if (Han.IsHan(rune.Value))
        {
            if (Han.Simplified(rune.Value) is not { } simplified)
                return rune.EncodeToUtf16(to);
            simplified.CopyTo(to);
            return simplified.Length;
        }

        var letters = rune.Value switch
        {
            'ß' or 'ẞ' => "ss",
            'æ' or 'Æ' => "ae",
            'œ' or 'Œ' => "oe",
            'ø' or 'Ø' => "o",
            'đ' or 'Đ' => "d",
            'ł' or 'Ł' => "l",
            'ı' => "i",
            _ => "",
        };
        letters.CopyTo(to);
        return letters.Length > 0 ? letters.Length : Rune.ToLowerInvariant(rune).EncodeToUtf16(to);
    }

    private static bool IsIgnored(char c) =>
        char.IsAscii(c) ? char.IsPunctuation(c) : char.IsPunctuation(c) || char.IsControl(c) || IsFormat(c);

    private static bool IsFormat(char c) => char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    /// <summary>ASCII and the ideographs everybody uses need no normal form.</summary>
    private static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAscii(c) && c is not (>= '\u3400' and <= '\u9FFF'))
                return false;
        }

        return true;
    }

    // Compatibility forms apart (full width, ﬁ, ㎎), marks off, and what is left together again (hangul, kana).
    private static string Decompose(string text)
    {
        var parts = WellFormed(text).Normalize(NormalizationForm.FormKD);
        var letters = new StringBuilder(parts.Length);
        foreach (var c in parts)
        {
            if (char.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark || c is '\u3099' or '\u309A')
                letters.Append(c);
        }

        return letters.ToString().Normalize(NormalizationForm.FormC);
    }

    // Half a surrogate pair has no normal form.
    private static string WellFormed(string text)
    {
        var at = 0;
        while (at < text.Length && Rune.TryGetRuneAt(text, at, out var rune))
            at += rune.Utf16SequenceLength;
        return at == text.Length ? text : string.Concat(text.EnumerateRunes().Select(r => r.ToString()));
    }
}
