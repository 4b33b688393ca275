using System.Globalization;
using System.Text.RegularExpressions;

namespace IntegrationHub.Hub.Configuration.Yaml;

/// <summary>Typed values of a section: each says what is allowed when the file says something else.</summary>
internal static class YamlValues
{
    /// <summary>Words nobody may use as a password outside a demo.</summary>
    private static readonly HashSet<string> DefaultPasswords = new(StringComparer.OrdinalIgnoreCase)
    {
        "guest", "postgres", "password", "passw0rd", "admin", "root", "changeme", "change-me", "secret", "hub",
        "123456", "12345678", "rabbitmq", "test", "demo",
    };

    /// <summary>Characters of a password or token outside a demo, at least.</summary>
    public const int ShortestSecret = 12;

    public static int Number(this YamlSection section, string key, int usual, int least, int most)
    {
        if (section.Text(key) is not { } text)
            return usual;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most)
            return n;
        section.Error(key, $"\"{text}\" is not a whole number from {least} to {most}");
        return usual;
    }

    public static bool Flag(this YamlSection section, string key, bool usual) =>
        section.OneOf(key, usual, ("true", true), ("false", false));

    public static T OneOf<T>(this YamlSection section, string key, T usual, params (string Word, T Value)[] allowed)
    {
        if (section.Text(key) is not { } text)
            return usual;
        foreach (var (word, value) in allowed)
            if (string.Equals(word, text, StringComparison.OrdinalIgnoreCase))
                return value;
        var words = allowed.Select(a => a.Word).ToArray();
        section.Error(key, $"\"{text}\" is not one of {string.Join(", ", words)}.{NearestName.Hint(text, words)}");
        return usual;
    }

    /// <summary>A name that must fit a pattern; "" after a finding.</summary>
    public static string Name(this YamlSection section, string key, string what, string pattern)
    {
        var text = section.Required(key, what);
        if (text.Length == 0 || Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking))
            return text;
        section.Error(key, $"\"{text}\" does not fit {pattern}: {what}");
        return "";
    }

    /// <summary>A secret: only from outside the file, and no default password unless this is a demo.</summary>
    public static string? Secret(this YamlSection section, string key, bool demo)
    {
        if (section.Text(key) is not { } text)
            return null;
        if (!SecretText.IsFromOutside(text))
            section.Error(key, "a secret does not belong in this file: write ${env:NAME} or ${file:PATH}");
        var value = SecretText.Expand(
            text, section.Source.Folder, p => section.Error(key, p), w => section.Warn(key, w));
        if (!demo && DefaultPasswords.Contains(value))
            section.Error(key, "this is a default password, and everybody knows it: choose another one");
        else if (!demo && value.Length is > 0 and < ShortestSecret)
            section.Error(key, $"a secret of fewer than {ShortestSecret} characters can be guessed: choose a longer one");
        return value;
    }

    /// <summary>True when the word is known to everybody.</summary>
    public static bool IsDefaultPassword(string value) => DefaultPasswords.Contains(value);
}
