namespace IntegrationHub.Hl7v2;

/// <summary>Reads <c>SEG[n]-f(r).c.s</c> and <c>SEG-f[KEY].c.s</c>; a number in the second brackets is a
/// repetition.</summary>
internal ref struct Hl7PathReader(string text)
{
    private ReadOnlySpan<char> rest = text;

    public Hl7Path? Read()
    {
        if (rest.Length < 3 || !(rest[..3] is Hl7Segment.NoSegment || IsName(rest[..3])))
            return null;
        var segment = rest[..3].ToString();
        rest = rest[3..];
        var occurrence = 1;
        if (Take('[') && !(Number(out occurrence) && Take(']')))
            return null;
        if (rest.IsEmpty)
            return new(segment, occurrence, 0);
        if (!Take('-') || !Number(out var field))
            return null;
        if (!Chosen(out var repetition, out var key) || !Below(out var component, out var subComponent))
            return null;
        return new(segment, occurrence, field, repetition, component, subComponent, key);
    }

    private bool Chosen(out int repetition, out string? key)
    {
        (repetition, key) = (0, null);
        if (Take('('))
            return Number(out repetition) && Take(')');
        if (!Take('['))
            return true;
        var end = rest.IndexOf(']');
        if (end <= 0)
            return false;
        if (!rest[..end].ContainsAnyExceptInRange('0', '9'))
            return Number(out repetition) && Take(']');
        key = rest[..end].ToString();
        rest = rest[(end + 1)..];
        return true;
    }

    private bool Below(out int component, out int subComponent)
    {
        (component, subComponent) = (0, 0);
        if (Take('.') && !Number(out component))
            return false;
        if (component > 0 && Take('.') && !Number(out subComponent))
            return false;
        return rest.IsEmpty;
    }

    private bool Take(char wanted)
    {
        if (rest.IsEmpty || rest[0] != wanted)
            return false;
        rest = rest[1..];
        return true;
    }

    private bool Number(out int number)
    {
        var length = rest.IndexOfAnyExceptInRange('0', '9');
        var digits = length < 0 ? rest : rest[..length];
        number = 0;
        if (digits.Length is 0 or > 6 || !int.TryParse(digits, out number) || number == 0)
            return false;
        rest = rest[digits.Length..];
        return true;
    }

    private static bool IsName(ReadOnlySpan<char> name) =>
        char.IsAsciiLetter(name[0]) && char.IsAsciiLetterOrDigit(name[1]) && char.IsAsciiLetterOrDigit(name[2]);
}
