namespace IntegrationHub.Hl7v2;

/// <summary>HD: who assigned something, or which application or facility this is.</summary>
/// <param name="Value">The field, or the component it stands in.</param>
public readonly record struct Hd(Hl7Value Value)
{
    /// <summary>HD.1: local name.</summary>
    public string? NamespaceId => Value.Inner(1).TextOrNull;

    /// <summary>HD.2: e.g. an OID.</summary>
    public string? UniversalId => Value.Inner(2).TextOrNull;

    /// <summary>HD.3: e.g. <c>ISO</c> for an OID.</summary>
    public string? UniversalIdType => Value.Inner(3).TextOrNull;

    /// <summary>Reads lazily.</summary>
    public static Hd Read(Hl7Value value) => new(value);
}
