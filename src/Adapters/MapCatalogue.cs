using Hl7.Fhir.Model;

namespace IntegrationHub.Adapters;

/// <summary>Every map as data: for documents and for <c>hub convert --explain</c>.</summary>
public static class MapCatalogue
{
    /// <summary>All tables, by segment.</summary>
    public static IReadOnlyList<MapTable> Tables { get; } = new List<MapTable>
    {
        Of(MshMap.Rows), Of(EvnMap.Rows), Of(NteMap.Rows),
        Of(PidMap.Rows), Of(Pd1Map.Rows), Of(Nk1Map.Rows), Of(In1Map.Rows), Of(Al1Map.Rows),
        Of(Pv1Map.Rows), Of(Pv2Map.Rows), Of(Dg1Map.Rows), Of(Dg1Map.Use), Of(Pr1Map.Rows),
        Of(OrcMap.Order), Of(OrcMap.Task), Of(Tq1Map.Order), Of(Tq1Map.Appointment),
        Of(ObrMap.Report), Of(ObrMap.Order), Of(ObrMap.Specimen),
        Of(ObxMap.Rows), Of(ObxDocumentMap.Rows), Of(SpmMap.Rows),
        Of(SchMap.Rows), Of(RgsMap.Rows), Of(AisMap.Rows), Of(AigMap.Rows), Of(AilMap.Rows), Of(AipMap.Rows),
        Of(Rf1Map.Request), Of(Rf1Map.Task), Of(PrdMap.Rows),
    }.OrderBy(t => t.Segment, StringComparer.Ordinal).ToList();

    private static MapTable Of<T>(SegmentMap<T> map)
        where T : class => new(
            map.Segment,
            map.Source,
            ModelInfo.GetFhirTypeNameForType(typeof(T))
                ?? typeof(T).Name.Replace("Component", "", StringComparison.Ordinal),
            [.. map.Describe()]);
}

/// <summary>The rows of one segment onto one target.</summary>
/// <param name="Segment">E.g. <c>OBX</c>.</param>
/// <param name="Source">Table of the HL7 v2-to-FHIR guide the rows follow.</param>
/// <param name="Target">FHIR type written.</param>
/// <param name="Rows">Rows in the order of the map, ignored fields last.</param>
public sealed record MapTable(string Segment, string Source, string Target, IReadOnlyList<MapTableRow> Rows);

/// <summary>One row.</summary>
/// <param name="Path">E.g. <c>OBX-5</c>.</param>
/// <param name="Element">Element written; null for ignored fields.</param>
/// <param name="IsRequired">A message without it is refused.</param>
/// <param name="IgnoredBecause">Why the field is left out; null for the others.</param>
public sealed record MapTableRow(string Path, string? Element, bool IsRequired, string? IgnoredBecause);
