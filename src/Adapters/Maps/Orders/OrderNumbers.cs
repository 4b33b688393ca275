using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>The numbers of one order: given by who placed it and by who fills it.</summary>
/// <param name="Placer">ORC-2, else OBR-2.</param>
/// <param name="Filler">ORC-3, else OBR-3.</param>
internal readonly record struct OrderNumbers(BusinessNumber? Placer, BusinessNumber? Filler)
{
    private static readonly MapRow Row = new("OBR-2", "identifier", Presence.Optional);

    /// <summary>The number that identifies the order: the placer's when it is known.</summary>
    public BusinessNumber? Identity => Placer ?? Filler;

    public static OrderNumbers Read(Scope scope, Hl7Segment? orc, Hl7Segment? obr) => new(
        Number(scope, orc, 2, Kinds.Placer) ?? Number(scope, obr, 2, Kinds.Placer),
        Number(scope, orc, 3, Kinds.Filler) ?? Number(scope, obr, 3, Kinds.Filler));

    private static BusinessNumber? Number(Scope scope, Hl7Segment? segment, int field, string kind) =>
        segment is null ? null : new FieldReader(scope, Row, segment, segment[field]).Number(kind);
}
