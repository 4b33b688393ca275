using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>
/// Ends of Chinese text, so that <c>:contains</c> is a look-up of a beginning: 张三丰 → 三丰, 丰. Latin text has none:
/// every letter of it would cost a row.
/// </summary>
internal static class Suffixes
{
    /// <summary>Characters of a suffix that are kept; the rest is compared with the text itself.</summary>
    public const int Longest = 16;

    /// <summary>The suffixes that begin with a Chinese character, but for the whole text: it has a row.</summary>
    public static IEnumerable<string> Of(string folded) =>
        SearchText.Suffixes(folded).Where(s => s.Length < folded.Length).Select(Clip);

    /// <summary>True when the text begins with a Chinese character: what holds it has such a suffix.</summary>
    public static bool Covers(string folded) => SearchText.Suffixes(folded) is [{ } whole, ..] && whole == folded;

    /// <summary>The beginning that is kept, never half a character.</summary>
    public static string Clip(string text) => IndexText.Begin(text, Longest);
}
