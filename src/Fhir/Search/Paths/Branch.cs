using System.Text.RegularExpressions;

namespace IntegrationHub.Fhir;

/// <summary>One alternative of a search expression, without the resource type in front.</summary>
/// <param name="Text">FHIRPath as the definition writes it.</param>
/// <param name="Key">
/// The same for every spelling of the same elements: <c>(X.value as Quantity)</c>, <c>X.value.as(Quantity)</c>.
/// </param>
/// <param name="Narrow">Type named by <c>where(resolve() is T)</c>; null: none.</param>
internal sealed partial record Branch(string Text, string Key, string? Narrow)
{
    /// <summary>Reads the alternatives of an expression that belong to <paramref name="type"/>.</summary>
    public static IReadOnlyList<Branch> Read(string expression, string type) =>
        [.. Split(expression).Select(b => Read(b, type, relative: false)).OfType<Branch>()];

    /// <summary>Reads a component of a composite: relative to its element, or to <c>%resource</c>.</summary>
    public static IReadOnlyList<Branch> ReadComponent(string expression) =>
        [.. Split(expression).Select(b => Read(b, "", relative: true)).OfType<Branch>()];

    private static Branch? Read(string text, string type, bool relative)
    {
        var plain = Plain(text);
        relative |= plain.Length > 0 && char.IsAsciiLetterLower(plain[0]); // InsurancePlan-name: name | alias
        if (!relative && !BelongsTo(plain, type))
            return null;
        var key = relative ? plain : AfterType(plain);
        if (IsSimple(key) || Resolved().Match(key) is not { Success: true } narrow)
            return new(text, key, null);
        return new(text, key.Remove(narrow.Index, narrow.Length), narrow.Groups[1].Value);
    }

    // Nearly all are: no expressions to run, no time at the start of the process.
    private static bool IsSimple(string text) => text.AsSpan().IndexOfAny(" (") < 0;

    // One spelling for all: no outer brackets, "x as T" and x.ofType(T) written x.as(T).
    private static string Plain(string text)
    {
        if (IsSimple(text))
            return text;
        var plain = Unwrap(text);
        plain = As().Replace(plain, ".as($1)");
        plain = Bracketed().Replace(plain, "$1");
        return plain.Replace(".ofType(", ".as(", StringComparison.Ordinal)
            .Replace(".as(DateTime)", ".as(dateTime)", StringComparison.Ordinal);
    }

    private static string Unwrap(string text)
    {
        var plain = text.Trim();
        while (plain.Length > 1 && plain[0] == '(' && Closing(plain) == plain.Length - 1)
            plain = plain[1..^1].Trim();
        return plain;
    }

    private static int Closing(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0)
                return i;
        }

        return -1;
    }

    private static bool BelongsTo(string plain, string type)
    {
        var end = plain.AsSpan().IndexOfAnyExcept(Letters);
        var first = end < 0 ? plain.AsSpan() : plain.AsSpan(0, end);
        return first.SequenceEqual(type) || first is "Resource" or "DomainResource";
    }

    private static string AfterType(string plain)
    {
        var dot = plain.AsSpan().IndexOfAnyExcept(Letters);
        return dot < 0 ? "" : plain[dot] == '.' ? plain[(dot + 1)..] : plain;
    }

    private static readonly System.Buffers.SearchValues<char> Letters = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static IEnumerable<string> Split(string expression)
    {
        var (depth, quoted, start) = (0, false, 0);
        for (var i = 0; i < expression.Length; i++)
        {
            var c = expression[i];
            quoted ^= c == '\'';
            depth += quoted ? 0 : c switch { '(' => 1, ')' => -1, _ => 0 };
            if (c != '|' || depth > 0 || quoted)
                continue;
            yield return expression[start..i].Trim();
            start = i + 1;
        }

        yield return expression[start..].Trim();
    }

    [GeneratedRegex(@"\.where\(\s*resolve\(\)\s+is\s+(\w+)\s*\)$")]
    private static partial Regex Resolved();

    [GeneratedRegex(@"\s+as\s+(\w+)")]
    private static partial Regex As();

    // (X.value.as(T)).code → X.value.as(T).code
    [GeneratedRegex(@"^\(([\w.]+\.as\(\w+\))\)")]
    private static partial Regex Bracketed();
}
