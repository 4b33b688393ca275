using System.Text;

namespace IntegrationHub.Fhir;

public static partial class SearchText
{
    /// <summary>Suffixes of one text that are indexed for <c>:contains</c>.</summary>
    public const int MostSuffixes = 32;

    /// <summary>Words of one query of <c>_text</c> or <c>_content</c>; the rest is ignored.</summary>
    public const int MostQueryWords = 16;

    /// <summary>
    /// For <c>:contains</c>: the text from each Chinese, Japanese or Korean character on, itself included when it
    /// begins with one; at most <see cref="MostSuffixes"/>. A text contains another that begins so when one of its
    /// suffixes begins with it.
    /// </summary>
    /// <param name="folded">What <see cref="Fold(string)"/> gave.</param>
    public static IReadOnlyList<string> Suffixes(string folded)
    {
        ArgumentNullException.ThrowIfNull(folded);
        var suffixes = new List<string>();
        var at = 0;
        foreach (var rune in folded.EnumerateRunes())
        {
            if (Han.IsCjk(rune.Value))
                suffixes.Add(folded[at..]);
            if (suffixes.Count == MostSuffixes)
                break;
            at += rune.Utf16SequenceLength;
        }

        return suffixes;
    }

    /// <summary>
    /// What to look up for a name typed by a person, best first: the folded text, and without its blanks: <c>Zhang
    /// San</c>, <c>zhang'san</c> and <c>张 三</c> find what stands in the index as <c>zhangsan</c> and <c>张三</c>.
    /// </summary>
    public static IReadOnlyList<string> NameQuery(string text)
    {
        var folded = Fold(text);
        return folded.Contains(' ', StringComparison.Ordinal)
            ? [folded, folded.Replace(" ", "", StringComparison.Ordinal)]
            : [folded];
    }

    /// <summary>The words of a <c>_text</c> or <c>_content</c> query; a resource must have all of them.</summary>
    public static IReadOnlyList<QueryWord> Words(string query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var words = new List<QueryWord>();
        foreach (var (run, cjk) in Runs(query))
        {
            if (!cjk)
                words.Add(new(run, Prefix: false));
            else if (IsOne(run))
                words.Add(new(run, Prefix: true)); // stands first in a pair, or last and alone
            else
                words.AddRange(Pairs(run).Select(p => new QueryWord(p, Prefix: false)));
        }

        return [.. words.Distinct().Take(MostQueryWords)];
    }

    /// <summary>Words to index: pairs of neighbouring CJK characters and the last of each run, Latin words.</summary>
    internal static IEnumerable<string> IndexWords(string text)
    {
        foreach (var (run, cjk) in Runs(text))
        {
            if (!cjk)
            {
                yield return run;
                continue;
            }

            foreach (var pair in Pairs(run))
                yield return pair;
            yield return run[^(char.IsLowSurrogate(run[^1]) ? 2 : 1)..];
        }
    }

    // Punctuation divides words here; Fold would join what it stands between.
    private static IEnumerable<(string Text, bool Cjk)> Runs(string text)
    {
        var (run, cjk) = (new StringBuilder(), false);
        foreach (var rune in (IsPlain(text) ? text : Decompose(text)).EnumerateRunes())
        {
            var letter = Rune.IsLetterOrDigit(rune);
            var isCjk = Han.IsCjk(rune.Value);
            if (run.Length > 0 && (!letter || isCjk != cjk || run.Length >= LongestWord && !cjk))
            {
                yield return (Fold(run.ToString()), cjk);
                run.Clear();
            }

            cjk = isCjk;
            if (letter)
                run.Append(rune.ToString());
        }

        if (run.Length > 0)
            yield return (Fold(run.ToString()), cjk);
    }

    private const int LongestWord = 64;

    private static bool IsOne(string run) => run.Length == 1 || (run.Length == 2 && char.IsHighSurrogate(run[0]));

    private static IEnumerable<string> Pairs(string run)
    {
        var before = -1;
        var at = 0;
        foreach (var rune in run.EnumerateRunes())
        {
            var end = at + rune.Utf16SequenceLength;
            if (before >= 0)
                yield return run[before..end];
            (before, at) = (at, end);
        }
    }
}

/// <summary>A word to look for.</summary>
/// <param name="Text">Folded.</param>
/// <param name="Prefix">Words that begin so count as well: a single Chinese character.</param>
public sealed record QueryWord(string Text, bool Prefix);

/// <summary>A word a resource contains.</summary>
/// <param name="Text">Folded: a Latin word, a pair of CJK characters, or one that ends a run of them.</param>
/// <param name="Narrative">It stands in the narrative, so <c>_text</c> finds it too.</param>
public sealed record IndexWord(string Text, bool Narrative);
