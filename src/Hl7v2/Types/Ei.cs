namespace IntegrationHub.Hl7v2;

/// <summary>EI: a number and who gave it, e.g. placer and filler order numbers.</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Ei(Hl7Value Value)
{
    /// <summary>EI.1.</summary>
    public string? Id => Value.Inner(1).TextOrNull;

    /// <summary>EI.2: local name of who gave it.</summary>
    public string? NamespaceId => Value.Inner(2).TextOrNull;

    /// <summary>EI.3: e.g. an OID.</summary>
    public string? UniversalId => Value.Inner(3).TextOrNull;

    /// <summary>EI.4: e.g. <c>ISO</c> for an OID.</summary>
    public string? UniversalIdType => Value.Inner(4).TextOrNull;

    /// <summary>Reads lazily.</summary>
    public static Ei Read(Hl7Value value) => new(value);
}
