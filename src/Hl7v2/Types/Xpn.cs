namespace IntegrationHub.Hl7v2;

/// <summary>XPN: the name of a person. Hospitals here often write the whole name in XPN.1.</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Xpn(Hl7Value Value)
{
    /// <summary>XPN.1, first sub-component: family name, or the whole name.</summary>
    public string? Family => Value.Inner(1).TextOrNull;

    /// <summary>XPN.2.</summary>
    public string? Given => Value.Inner(2).TextOrNull;

    /// <summary>XPN.3.</summary>
    public string? Middle => Value.Inner(3).TextOrNull;

    /// <summary>XPN.4, e.g. <c>Jr</c>.</summary>
    public string? Suffix => Value.Inner(4).TextOrNull;

    /// <summary>XPN.5, e.g. <c>Dr</c>.</summary>
    public string? Prefix => Value.Inner(5).TextOrNull;

    /// <summary>XPN.7: table 0200, e.g. <c>L</c> legal.</summary>
    public string? TypeCode => Value.Inner(7).TextOrNull;

    /// <summary>XPN.8: table 4000, <c>I</c> ideographic, <c>P</c> phonetic, <c>A</c> alphabetic.</summary>
    public string? Representation => Value.Inner(8).TextOrNull;

    /// <summary>As it is said: Chinese names family first without a space, others given name first.</summary>
    public string? FullName => PersonNames.Join(Family, Given, Middle);

    /// <summary>Reads lazily.</summary>
    public static Xpn Read(Hl7Value value) => new(value);
}

/// <summary>Order and spacing of the parts of a name.</summary>
internal static class PersonNames
{
    public static string? Join(string? family, string? given, string? middle)
    {
        string?[] parts = IsHan(family) || IsHan(given) ? [family, middle, given] : [given, middle, family];
        var name = string.Join(IsHan(family) || IsHan(given) ? "" : " ", parts.Where(p => p is not null));
        return name.Length > 0 ? name : null;
    }

    private static bool IsHan(string? text) =>
        text is not null && text.Any(c => c is >= '\u3400' and <= '\u9FFF' or >= '\uD840' and <= '\uD8FF');
}
