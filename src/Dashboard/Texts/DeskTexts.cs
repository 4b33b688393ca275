using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace IntegrationHub.Dashboard;

/// <summary>The words of the pages in one language. A test holds both languages to the same keys and places.</summary>
public sealed class DeskTexts
{
    /// <summary>Language of whoever has not chosen.</summary>
    public const string Usual = "zh-CN";

    private static readonly FrozenDictionary<string, DeskTexts> All =
        new[] { Usual, "en" }.ToFrozenDictionary(l => l, l => new DeskTexts(l), StringComparer.OrdinalIgnoreCase);

    private readonly FrozenDictionary<string, string> texts;

    private DeskTexts(string language)
    {
        Language = language;
        using var stream = typeof(DeskTexts).Assembly.GetManifestResourceStream($"texts/{language}.json")!;
        texts = JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!
            .ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The languages there are.</summary>
    public static IEnumerable<string> Languages => All.Keys;

    /// <summary><c>zh-CN</c> or <c>en</c>.</summary>
    public string Language { get; }

    /// <summary>Every key.</summary>
    public IEnumerable<string> Keys => texts.Keys;

    /// <summary>The text of a key; the key itself when there is none, so that a page never fails for a word.</summary>
    public string this[string key] => texts.GetValueOrDefault(key, key);

    /// <summary>The texts of a language, or of <see cref="Usual"/> when it is not known.</summary>
    public static DeskTexts Of(string? language) => All.GetValueOrDefault(language ?? Usual) ?? All[Usual];

    /// <summary>A text with its places filled.</summary>
    public string Format(string key, params object?[] values) =>
        string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>The text for a word another part chose, e.g. a state; the word itself when it is new here.</summary>
    public string Word(string family, string word) => texts.GetValueOrDefault($"{family}.{word}", word);

    /// <summary>How long ago, or how long, in the two largest units.</summary>
    public string Age(double seconds)
    {
        var age = TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 100_000_000));
        return age switch
        {
            { TotalMinutes: < 1 } => Format("age.seconds", (int)age.TotalSeconds),
            { TotalHours: < 1 } => Format("age.minutes", age.Minutes, age.Seconds),
            { TotalDays: < 1 } => Format("age.hours", age.Hours, age.Minutes),
            _ => Format("age.days", age.Days, age.Hours),
        };
    }
}
