using System.Text;

namespace IntegrationHub.Fhir;

/// <summary>Names in Chinese characters as people type them in Latin letters: <c>zhangsan</c>, <c>zs</c>.</summary>
internal static class Pinyin
{
    /// <summary>Readings of a whole name that are indexed; a name with more polyphones keeps the commonest.</summary>
    public const int MostCombinations = 16;

    /// <summary>Characters of a name that are read; a longer text is no name.</summary>
    public const int LongestName = 24;

    /// <summary>True when a character of the text is an ideograph.</summary>
    public static bool IsHan(string? text)
    {
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (Han.IsHan(rune.Value))
                return true;
        }

        return false;
    }

    /// <summary>Spellings of a text, then the initials of each, every one once.</summary>
    /// <param name="text">A name or a part of one.</param>
    /// <param name="withSurname">The text begins with the family name, which may have a reading of its own.</param>
    public static IReadOnlyList<string> Of(string text, bool withSurname)
    {
        var syllables = Syllables(text, withSurname);
        if (syllables.Count == 0)
            return [];
        var names = Combine(syllables);
        var spellings = new List<string>(names.Count + 1);
        foreach (var name in names)
            Add(spellings, string.Concat(name));
        if (syllables.Count > 1)
        {
            foreach (var name in names)
                Add(spellings, Initials(name));
        }

        return spellings;
    }

    private static void Add(List<string> spellings, string spelling)
    {
        if (!spellings.Contains(spelling))
            spellings.Add(spelling);
    }

    private static string Initials(string[] name)
    {
        Span<char> letters = stackalloc char[LongestName];
        for (var i = 0; i < name.Length; i++)
            letters[i] = name[i][0];
        return letters[..name.Length].ToString();
    }

    // The readings of each character; letters and digits in between stay as they are, all else is left out.
    private static List<IReadOnlyList<string>> Syllables(string text, bool withSurname)
    {
        var runes = text.EnumerateRunes()
            .Where(r => Han.IsHan(r.Value) || Rune.IsLetterOrDigit(r)).Take(LongestName).ToList();
        var syllables = new List<IReadOnlyList<string>>(runes.Count);
        if (withSurname)
            AddSurname(runes, syllables);
        for (var i = syllables.Count; i < runes.Count; i++)
        {
            if (Readings(runes[i]) is { Count: > 0 } readings)
                syllables.Add(readings);
        }

        return syllables;
    }

    private static IReadOnlyList<string> Readings(Rune rune) =>
        Han.IsHan(rune.Value) ? Han.Readings(rune.Value) : [SearchText.Fold(rune.ToString())];

    private static void AddSurname(List<Rune> runes, List<IReadOnlyList<string>> syllables)
    {
        if (runes.Count == 0)
            return;
        var first = Simplified(runes[0]);
        if (runes.Count > 1 && Han.Surname(first + Simplified(runes[1])) is { } compound)
            syllables.AddRange(compound.Select(r => (IReadOnlyList<string>)[r]));
        else if (Han.Surname(first) is { } single)
            syllables.Add(single);
    }

    private static string Simplified(Rune rune) => Han.Simplified(rune.Value) ?? rune.ToString();

    // From the commonest on: the first name has the first reading of every character.
    private static List<string[]> Combine(List<IReadOnlyList<string>> syllables)
    {
        var names = new List<string[]> { syllables.Select(s => s[0]).ToArray() };
        for (var i = 0; i < syllables.Count; i++)
        {
            var known = names.Count;
            for (var reading = 1; reading < syllables[i].Count; reading++)
            {
                for (var n = 0; n < known && names.Count < MostCombinations; n++)
                {
                    var other = (string[])names[n].Clone();
                    other[i] = syllables[i][reading];
                    names.Add(other);
                }
            }
        }

        return names;
    }
}
