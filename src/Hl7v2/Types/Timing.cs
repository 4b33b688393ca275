namespace IntegrationHub.Hl7v2;

/// <summary>DR: from one moment to another.</summary>
/// <param name="Value">The field or component it stands in.</param>
public readonly record struct Dr(Hl7Value Value)
{
    /// <summary>DR.1.</summary>
    public Hl7Value Start => Value.Inner(1);

    /// <summary>DR.2.</summary>
    public Hl7Value End => Value.Inner(2);

    /// <summary>Reads lazily.</summary>
    public static Dr Read(Hl7Value value) => new(value);
}

/// <summary>TQ: quantity and timing of an order before version 2.5 (ORC-7, OBR-27, SCH-11).</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Tq(Hl7Value Value)
{
    /// <summary>TQ.1.</summary>
    public Cq Quantity => new(Value.Inner(1));

    /// <summary>TQ.2.1: repeat pattern.</summary>
    public string? Interval => Value.Inner(2).TextOrNull;

    /// <summary>TQ.3: e.g. <c>M30</c> for 30 minutes.</summary>
    public string? Duration => Value.Inner(3).TextOrNull;

    /// <summary>TQ.4: read with <see cref="Hl7Timestamp.Read(Hl7Value, TimeSpan)"/>.</summary>
    public Hl7Value Start => Value.Inner(4);

    /// <summary>TQ.5.</summary>
    public Hl7Value End => Value.Inner(5);

    /// <summary>TQ.6: e.g. <c>S</c> stat, <c>R</c> routine.</summary>
    public string? Priority => Value.Inner(6).TextOrNull;

    /// <summary>Reads lazily.</summary>
    public static Tq Read(Hl7Value value) => new(value);
}
