namespace IntegrationHub.Hl7v2;

/// <summary>XON: an organisation by name and number.</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Xon(Hl7Value Value)
{
    /// <summary>XON.1.</summary>
    public string? Name => Value.Inner(1).TextOrNull;

    /// <summary>XON.10, or XON.3 before version 2.5.</summary>
    public string? Id => Value.Inner(10).TextOrNull ?? Value.Inner(3).TextOrNull;

    /// <summary>XON.6.</summary>
    public Hd AssigningAuthority => new(Value.Inner(6));

    /// <summary>XON.7: table 0203.</summary>
    public string? TypeCode => Value.Inner(7).TextOrNull;

    /// <summary>Reads lazily.</summary>
    public static Xon Read(Hl7Value value) => new(value);
}
