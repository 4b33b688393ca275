using System.Collections.Frozen;
using IntegrationHub.Contracts;

namespace IntegrationHub.Fhir;

/// <summary>
/// What FHIRPath from outside may hold. The SDK evaluates without a time limit, so the work is bounded by the words: no
/// regular expressions, nothing that walks the whole resource, and a criterion sees only the element it is asked about.
/// What is left takes at most nesting × elements steps.
/// </summary>
public static class PathLimits
{
    /// <summary>Characters of an expression.</summary>
    public const int Length = 1_000;

    /// <summary>Brackets inside brackets.</summary>
    public const int Nesting = 8;

    /// <summary>Operators of all kinds.</summary>
    public const int Operators = 32;

    private static readonly FrozenSet<string> Functions = new[]
    {
        "all", "allTrue", "anyTrue", "as", "contains", "count", "empty", "endsWith", "exists", "extension", "first",
        "hasValue", "iif", "indexOf", "is", "last", "length", "lower", "not", "ofType", "select", "single",
        "skip", "startsWith", "substring", "tail", "take", "toInteger", "toString", "upper", "where",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Words = new[]
    {
        "and", "or", "xor", "implies", "in", "contains", "is", "as", "div", "mod",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Why an expression is not evaluated; null: it may be.</summary>
    /// <param name="expression">FHIRPath.</param>
    /// <param name="path">Where it stands, for the error.</param>
    public static HubError? Refusal(string expression, string path)
    {
        ArgumentNullException.ThrowIfNull(expression);
        if (expression.Length > Length)
            return HubError.LimitExceeded("A FHIRPath", Length, path);
        var (depth, operators, before) = (0, 0, "");
        for (var i = 0; i < expression.Length; i++)
        {
            var c = expression[i];
            if (char.IsWhiteSpace(c))
                continue;
            if (c == '(' && before.Length > 0 && !Functions.Contains(before) && !Words.Contains(before))
                return Refused("it may use where, exists, first and their like, but no function that takes a regular "
                    + "expression or walks the whole resource", path);
            if (c is '(' or '[' && ++depth > Nesting)
                return HubError.LimitExceeded("Nesting of a FHIRPath", Nesting, path);
            if (IsOperator(c) && ++operators > Operators)
                return HubError.LimitExceeded("The number of operators of a FHIRPath", Operators, path);
            if (depth > 0 && c is '%' or '|')
                return Refused("in brackets it may ask about the element itself only, and not unite", path);
            if (c == '/' && i + 1 < expression.Length && expression[i + 1] is '/' or '*')
                return Refused("it may hold no comments", path);
            var end = TokenEnd(expression, i);
            // A name in backticks is a name all the same.
            before = char.IsAsciiLetter(c) || c == '_' ? expression[i..end] : c == '`' ? "`" : "";
            depth -= c is ')' or ']' ? 1 : 0;
            i = end - 1;
        }

        return null;
    }

    private static HubError Refused(string why, string path) =>
        new(HubErrorCode.LimitExceeded, $"This FHIRPath could cost too much: {why}.", path);

    private static bool IsOperator(char c) =>
        c is '+' or '-' or '*' or '/' or '|' or '=' or '~' or '!' or '<' or '>' or '&' or '{';

    // Behind a word or a text in quotes; else behind the one character.
    private static int TokenEnd(string text, int at)
    {
        var end = at + 1;
        if (text[at] is '\'' or '"' or '`')
        {
            while (end < text.Length && text[end] != text[at])
                end += text[end] == '\\' ? 2 : 1;
            return Math.Min(end + 1, text.Length);
        }

        if (char.IsAsciiLetter(text[at]) || text[at] == '_')
        {
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                end++;
        }

        return end;
    }
}
