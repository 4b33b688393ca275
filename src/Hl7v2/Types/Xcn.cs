namespace IntegrationHub.Hl7v2;

/// <summary>XCN: a member of staff, by number and name.</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Xcn(Hl7Value Value)
{
    /// <summary>XCN.1.</summary>
    public string? Id => Value.Inner(1).TextOrNull;

    /// <summary>XCN.2, first sub-component: family name, or the whole name.</summary>
    public string? Family => Value.Inner(2).TextOrNull;

    /// <summary>XCN.3.</summary>
    public string? Given => Value.Inner(3).TextOrNull;

    /// <summary>XCN.4.</summary>
    public string? Middle => Value.Inner(4).TextOrNull;

    /// <summary>XCN.6, e.g. <c>Dr</c>.</summary>
    public string? Prefix => Value.Inner(6).TextOrNull;

    /// <summary>XCN.9: who gave the number.</summary>
    public Hd AssigningAuthority => new(Value.Inner(9));

    /// <summary>XCN.13: table 0203.</summary>
    public string? TypeCode => Value.Inner(13).TextOrNull;

    /// <summary>XCN.14.</summary>
    public Hd AssigningFacility => new(Value.Inner(14));

    /// <summary>As it is said: Chinese names family first without a space, others given name first.</summary>
    public string? FullName => PersonNames.Join(Family, Given, Middle);

    /// <summary>Reads lazily.</summary>
    public static Xcn Read(Hl7Value value) => new(value);
}
