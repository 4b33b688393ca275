namespace IntegrationHub.Hl7v2;

/// <summary>XAD: a postal address.</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Xad(Hl7Value Value)
{
    /// <summary>XAD.1, first sub-component: street, or the whole address.</summary>
    public string? Street => Value.Inner(1).TextOrNull;

    /// <summary>XAD.2: building, flat.</summary>
    public string? OtherDesignation => Value.Inner(2).TextOrNull;

    /// <summary>XAD.3: 市.</summary>
    public string? City => Value.Inner(3).TextOrNull;

    /// <summary>XAD.4: 省.</summary>
    public string? State => Value.Inner(4).TextOrNull;

    /// <summary>XAD.5: postal code.</summary>
    public string? Zip => Value.Inner(5).TextOrNull;

    /// <summary>XAD.6.</summary>
    public string? Country => Value.Inner(6).TextOrNull;

    /// <summary>XAD.7: table 0190, e.g. <c>H</c> home, <c>O</c> office.</summary>
    public string? TypeCode => Value.Inner(7).TextOrNull;

    /// <summary>XAD.8.</summary>
    public string? OtherGeographic => Value.Inner(8).TextOrNull;

    /// <summary>XAD.9: 县, 区.</summary>
    public string? County => Value.Inner(9).TextOrNull;

    /// <summary>Reads lazily.</summary>
    public static Xad Read(Hl7Value value) => new(value);
}
