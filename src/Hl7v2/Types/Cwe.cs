namespace IntegrationHub.Hl7v2;

/// <summary>CWE, and with it CE and CNE: up to three codings of one meaning and the words of the author.</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Cwe(Hl7Value Value)
{
    /// <summary>CWE.1.</summary>
    public string? Code => Value.Inner(1).TextOrNull;

    /// <summary>CWE.2.</summary>
    public string? Display => Value.Inner(2).TextOrNull;

    /// <summary>CWE.3: table 0396, e.g. <c>LN</c>, <c>99LOCAL</c>.</summary>
    public string? System => Value.Inner(3).TextOrNull;

    /// <summary>CWE.4.</summary>
    public string? AlternateCode => Value.Inner(4).TextOrNull;

    /// <summary>CWE.5.</summary>
    public string? AlternateDisplay => Value.Inner(5).TextOrNull;

    /// <summary>CWE.6.</summary>
    public string? AlternateSystem => Value.Inner(6).TextOrNull;

    /// <summary>CWE.7.</summary>
    public string? SystemVersion => Value.Inner(7).TextOrNull;

    /// <summary>CWE.8.</summary>
    public string? AlternateSystemVersion => Value.Inner(8).TextOrNull;

    /// <summary>CWE.9: what the author said.</summary>
    public string? OriginalText => Value.Inner(9).TextOrNull;

    /// <summary>CWE.10.</summary>
    public string? SecondAlternateCode => Value.Inner(10).TextOrNull;

    /// <summary>CWE.11.</summary>
    public string? SecondAlternateDisplay => Value.Inner(11).TextOrNull;

    /// <summary>CWE.12.</summary>
    public string? SecondAlternateSystem => Value.Inner(12).TextOrNull;

    /// <summary>Reads lazily.</summary>
    public static Cwe Read(Hl7Value value) => new(value);
}
