using IntegrationHub.Contracts;

namespace IntegrationHub.Dashboard;

/// <summary>Hides resident identity numbers that a sender put where ids and error texts are shown.</summary>
internal static class Masked
{
    /// <summary>A text with every identity and mobile number hidden.</summary>
    internal static string Text(string? text) => Mask.Text(text);

    /// <summary>A ledger line fit for a list.</summary>
    internal static LedgerLine Line(LedgerLine line) => line with
    {
        Facility = Mask.Ids(line.Facility),
        ControlId = Mask.Ids(line.ControlId),
        Errors = Errors(line.Errors),
    };

    /// <summary>A dead letter fit for a list.</summary>
    internal static DeadLetter Letter(DeadLetter letter) => letter with
    {
        Line = letter.Line is { } line ? Line(line) : null,
        ControlId = Mask.Ids(letter.ControlId),
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
        [.. errors.Select(e => e with { Text = Text(e.Text), Path = e.Path is null ? null : Text(e.Path) })];
}
