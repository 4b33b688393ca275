namespace IntegrationHub.Hl7v2;

/// <summary>PL: where a patient is: ward, room, bed.</summary>
/// <param name="Value">The field or repetition it stands in.</param>
public readonly record struct Pl(Hl7Value Value)
{
    /// <summary>PL.1: ward or clinic.</summary>
    public string? PointOfCare => Value.Inner(1).TextOrNull;

    /// <summary>PL.2.</summary>
    public string? Room => Value.Inner(2).TextOrNull;

    /// <summary>PL.3.</summary>
    public string? Bed => Value.Inner(3).TextOrNull;

    /// <summary>PL.4.</summary>
    public Hd Facility => new(Value.Inner(4));

    /// <summary>PL.6: table 0305, e.g. <c>N</c> nursing unit.</summary>
    public string? LocationType => Value.Inner(6).TextOrNull;

    /// <summary>PL.7.</summary>
    public string? Building => Value.Inner(7).TextOrNull;

    /// <summary>PL.8.</summary>
    public string? Floor => Value.Inner(8).TextOrNull;

    /// <summary>PL.9.</summary>
    public string? Description => Value.Inner(9).TextOrNull;

    /// <summary>Reads lazily.</summary>
    public static Pl Read(Hl7Value value) => new(value);
}
