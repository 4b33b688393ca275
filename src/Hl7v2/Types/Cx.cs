namespace IntegrationHub.Hl7v2;

/// <summary>CX: an identifier of a person or visit with who assigned it and what kind it is.</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Cx(Hl7Value Value)
{
    /// <summary>CX.1.</summary>
    public string? Id => Value.Inner(1).TextOrNull;

    /// <summary>CX.2.</summary>
    public string? CheckDigit => Value.Inner(2).TextOrNull;

    /// <summary>CX.3.</summary>
    public string? CheckDigitScheme => Value.Inner(3).TextOrNull;

    /// <summary>CX.4: who assigned it.</summary>
    public Hd AssigningAuthority => new(Value.Inner(4));

    /// <summary>CX.5: table 0203, e.g. <c>MR</c>, <c>NI</c>, <c>VN</c>.</summary>
    public string? TypeCode => Value.Inner(5).TextOrNull;

    /// <summary>CX.6: where it was assigned.</summary>
    public Hd AssigningFacility => new(Value.Inner(6));

    /// <summary>CX.7: valid from.</summary>
    public Hl7Value EffectiveDate => Value.Inner(7);

    /// <summary>CX.8: valid until.</summary>
    public Hl7Value ExpirationDate => Value.Inner(8);

    /// <summary>Reads lazily.</summary>
    public static Cx Read(Hl7Value value) => new(value);
}
