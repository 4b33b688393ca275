namespace IntegrationHub.Hl7v2;

/// <summary>The separators of one message, as its MSH-1 and MSH-2 declare them.</summary>
/// <param name="Field">MSH-1, usually <c>|</c>.</param>
/// <param name="Component">Usually <c>^</c>.</param>
/// <param name="Repetition">Usually <c>~</c>; NUL when MSH-2 does not declare one.</param>
/// <param name="Escape">Usually <c>\</c>; NUL when MSH-2 does not declare one.</param>
/// <param name="SubComponent">Usually <c>&amp;</c>; NUL when MSH-2 does not declare one.</param>
/// <param name="Truncation">Usually <c>#</c>, from version 2.7 on; null when MSH-2 does not declare one.</param>
/// <remarks>Source: HL7 v2.8.2 §2.5.4 (message delimiters).</remarks>
public readonly record struct Hl7Separators(
    char Field, char Component, char Repetition, char Escape, char SubComponent, char? Truncation = null)
{
    /// <summary><c>|^~\&amp;</c>.</summary>
    public static Hl7Separators Usual => new('|', '^', '~', '\\', '&');

    /// <summary>MSH-2 as it is written.</summary>
    public string EncodingCharacters =>
        string.Concat(Declared(Component), Declared(Repetition), Declared(Escape), Declared(SubComponent))
        + Truncation;

    /// <summary>True when all separators are printable, no letters or digits, and differ from each other.</summary>
    public bool IsUsable => Problem() is null;

    /// <summary>Repetition, escape and sub-component separators are all declared.</summary>
    internal bool IsComplete => Repetition != '\0' && Escape != '\0' && SubComponent != '\0';

    /// <summary>Reads MSH-1 and MSH-2.</summary>
    /// <param name="header">Text that begins with the three letters of a header segment.</param>
    /// <param name="separators">What was declared.</param>
    /// <returns>What is wrong, or null when the separators are usable.</returns>
    internal static string? Read(ReadOnlySpan<char> header, out Hl7Separators separators)
    {
        separators = Usual;
        if (header.Length < 5)
            return "ends before its separators";
        var field = header[3];
        var rest = header[4..];
        var end = rest.IndexOfAny(field, '\r', '\n');
        var declared = end < 0 ? rest : rest[..end];
        if (declared is @"^~\\&") // a programmer escaped the backslash once too often; seen in the field
            declared = @"^~\&";
        if (declared.Length is 0 or > 5)
            return "declares " + (declared.IsEmpty ? "no" : "too many") + " separators";
        separators = new(
            field, declared[0], At(declared, 1), At(declared, 2), At(declared, 3),
            declared.Length > 4 ? declared[4] : null);
        return separators.Problem();
    }

    private string? Problem()
    {
        Span<char> all = [Field, Component, Repetition, Escape, SubComponent, Truncation ?? '\0'];
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i] == '\0' && i > 1)
                continue;
            if (all[i] is < '!' or > '~' || char.IsAsciiLetterOrDigit(all[i]))
                return "declares a separator that is no ASCII punctuation";
            if (all[..i].Contains(all[i]))
                return "declares the same separator twice";
        }
        return null;
    }

    private static char At(ReadOnlySpan<char> text, int index) => index < text.Length ? text[index] : '\0';

    private static string Declared(char separator) => separator == '\0' ? "" : separator.ToString();
}
