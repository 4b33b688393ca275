namespace IntegrationHub.Hl7v2;

/// <summary>What the parser takes at most; more is refused with <c>LimitExceeded</c> (RELIABILITY §2.3).</summary>
/// <remarks>All sizes in UTF-16 units of the decoded text.</remarks>
public sealed record Hl7Limits
{
    /// <summary>The limits of the hub.</summary>
    public static Hl7Limits Default { get; } = new();

    /// <summary>Segments of a message: enough for 10,000 OBX, each with a note.</summary>
    public int Segments { get; init; } = 25_000;

    /// <summary>Fields of a segment.</summary>
    public int Fields { get; init; } = 2_000;

    /// <summary>Repetitions of a field.</summary>
    public int Repetitions { get; init; } = 1_000;

    /// <summary>Length of a field other than OBX-5.</summary>
    public int FieldLength { get; init; } = 64 * 1024;

    /// <summary>Length of OBX-5, which may hold a document.</summary>
    public int ObservationValueLength { get; init; } = 10 * 1024 * 1024;
}
