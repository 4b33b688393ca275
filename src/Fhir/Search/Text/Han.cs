using System.Text;

namespace IntegrationHub.Fhir;

/// <summary>What is known of Chinese characters; tables and their sources: <c>Data/NOTICE.md</c>.</summary>
internal static class Han
{
    /// <summary>Readings of one character that are looked at; rarer ones are left out.</summary>
    private const int MostReadings = 3;

    private const int First = 0x3400;
    private const int End = 0xA000;

    private static readonly Lazy<CharacterTable<string>> SimplifiedForms = new(ReadSimplified);
    private static readonly Lazy<CharacterTable<string[]>> Pronunciations = new(ReadReadings);
    private static readonly Lazy<Dictionary<string, string[]>> SurnameReadings = new(ReadSurnames);

    /// <summary>An ideograph, on any plane.</summary>
    public static bool IsHan(int rune) =>
        rune is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x323AF) or 0x3007;

    /// <summary>A character of a script that is written without blanks: ideographs, kana, hangul.</summary>
    public static bool IsCjk(int rune) => IsHan(rune) || rune is (>= 0x3041 and <= 0x30FF) or (>= 0xAC00 and <= 0xD7A3);

    /// <summary>The simplified form of a traditional character; null for all others.</summary>
    public static string? Simplified(int rune) => SimplifiedForms.Value[rune];

    /// <summary>Readings without tones, the commonest first; empty when none is known.</summary>
    public static IReadOnlyList<string> Readings(int rune) => Pronunciations.Value[rune] ?? [];

    /// <summary>Readings of a surname where they differ from the characters' own; null: as the characters.</summary>
    /// <remarks>One character: alternatives. Two: one reading each.</remarks>
    public static IReadOnlyList<string>? Surname(string simplified) =>
        SurnameReadings.Value.GetValueOrDefault(simplified);

    private static CharacterTable<string> ReadSimplified()
    {
        var table = new CharacterTable<string>();
        foreach (var line in Lines("han-simplified.txt"))
        {
            var traditional = Rune.GetRuneAt(line, 0);
            table[traditional.Value] = line[traditional.Utf16SequenceLength..];
        }

        return table;
    }

    private static CharacterTable<string[]> ReadReadings()
    {
        var table = new CharacterTable<string[]>();
        foreach (var line in Lines("han-readings.txt"))
        {
            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var readings = line[..tab].Split(' ').Take(MostReadings).SelectMany(Spellings).ToArray();
            foreach (var rune in line[(tab + 1)..].EnumerateRunes())
                table[rune.Value] = readings;
        }

        return table;
    }

    private static Dictionary<string, string[]> ReadSurnames() => Lines("surnames.txt")
        .Select(l => l.Split('\t'))
        .ToDictionary(c => c[0], c => SpellingsOf(c[0], c[1].Split(' ')), StringComparer.Ordinal);

    private static string[] SpellingsOf(string name, string[] readings) =>
        name.Length == 1 ? [.. readings.SelectMany(Spellings)] : readings;

    // ü is typed v, written u without its dots, and printed yu in passports: lv, lu, lyu.
    private static IEnumerable<string> Spellings(string reading)
    {
        yield return reading;
        if (!reading.Contains('v', StringComparison.Ordinal))
            yield break;
        yield return reading.Replace('v', 'u');
        yield return reading.Replace("v", "yu", StringComparison.Ordinal);
    }

    private static IEnumerable<string> Lines(string resource)
    {
        using var stream = typeof(Han).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    /// <summary>An array for the ideographs everybody uses, a dictionary for the rest.</summary>
    private sealed class CharacterTable<T>
        where T : class
    {
        private readonly T?[] common = new T?[End - First];
        private readonly Dictionary<int, T> rare = [];

        public T? this[int rune]
        {
            get => rune is >= First and < End ? common[rune - First] : rare.GetValueOrDefault(rune);
            set
            {
                if (rune is >= First and < End)
                    common[rune - First] = value;
                else
                    rare[rune] = value!;
            }
        }
    }
}
