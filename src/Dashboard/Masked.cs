using System.Text.RegularExpressions;
using IntegrationHub.Contracts;

namespace IntegrationHub.Dashboard;

/// <summary>Hides resident identity numbers that a sender put where ids and error texts are shown.</summary>
internal static partial class Masked
{
    private const string Weights = "79A584216379A5842"; // GB 11643, hexadecimal
    private const string CheckDigits = "10X98765432";

    /// <summary>The text with every valid identity number as <c>110***********1234</c>.</summary>
    internal static string Text(string? text) =>
        IdNumber().Replace(text ?? "", m => IsValid(m.Value) ? m.Value[..3] + "***********" + m.Value[^4..] : m.Value);

    /// <summary>A ledger line fit for a list.</summary>
    internal static LedgerLine Line(LedgerLine line) => line with
    {
        Facility = Text(line.Facility),
        ControlId = Text(line.ControlId),
        Errors = Errors(line.Errors),
    };

    /// <summary>A dead letter fit for a list.</summary>
    internal static DeadLetter Letter(DeadLetter letter) => letter with
    {
        Line = letter.Line is { } line ? Line(line) : null,
        ControlId = Text(letter.ControlId),
        Errors = Errors(letter.Errors),
    };

    /// <summary>A trace fit for the eyes of operations.</summary>
    internal static Trace Trace(Trace trace) => trace with
    {
        Messages = [.. trace.Messages.Select(m => m with
        {
            Line = m.Line is { } line ? Line(line) : null,
            Steps = [.. m.Steps.Select(s => s with { Note = Text(s.Note) })],
        })],
    };

    private static IReadOnlyList<HubError> Errors(IReadOnlyList<HubError> errors) =>
        [.. errors.Select(e => e with { Text = Text(e.Text) })];

    private static bool IsValid(string number)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
            sum += (number[i] - '0') * Convert.ToInt32(Weights[i].ToString(), 16);
        return CheckDigits[sum % 11] == char.ToUpperInvariant(number[17]);
    }

    [GeneratedRegex(@"(?<!\d)[1-9]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex IdNumber();
}
