using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>One OBX to be written.</summary>
/// <param name="Number">OBX-1.</param>
/// <param name="Code">OBX-3.</param>
/// <param name="SubId">OBX-4, when there are several of the same code.</param>
/// <param name="Value">OBX-2 and OBX-5; null when there is none.</param>
/// <param name="Status">OBX-11.</param>
/// <param name="Of">The observation it is, or is a part of; null for a document or conclusion of the report.</param>
internal sealed record ObxLine(
    int Number, CodeableConcept Code, string? SubId, WrittenValue? Value, string Status, Observation? Of)
{
    public FhirDateTime? Time { get; init; }
}

/// <summary>Observation → OBX.</summary>
internal static class ObxRows
{
    public static readonly SegmentRows<ObxLine> Rows = new("OBX", source: "v2-to-FHIR: OBX[Observation]")
    {
        { "OBX-1", "—", (f, o) => f.Number(o.Number) },
        { "OBX-2", "value[x]", (f, o) => f.Text(o.Value?.Type) },
        { "OBX-3", "code", (f, o) => f.Concept(o.Code) },
        { "OBX-4", "identifier", (f, o) => f.Text(o.SubId) },
        { "OBX-5", "value[x]", (f, o) => f.Raw(o.Value?.Raw) },
        { "OBX-6", "valueQuantity.unit", (f, o) => f.Unit(o.Value?.Unit) },
        { "OBX-7", "referenceRange", (f, o) => f.Text(RangeOf(o.Of?.ReferenceRange.FirstOrDefault())) },
        { "OBX-8", "interpretation", (f, o) => WriteInterpretations(f, o.Of?.Interpretation ?? []) },
        { "OBX-11", "status", (f, o) => f.Text(o.Status) },
        { "OBX-14", "effective[x]", (f, o) => f.Time(o.Time ?? o.Of?.Effective) },
        { "OBX-15", "performer[organisation]", (f, o) => WriteProducer(f, o.Of) },
        { "OBX-16", "performer", (f, o) => f.Staff(o.Of?.Performer ?? []) },
        { "OBX-17", "method", (f, o) => f.Concept(o.Of?.Method) },
        { "OBX-18", "device", (f, o) => f.Entity(o.Of?.Device?.Identifier) },
        { "OBX-19", "extension[analysisTime]", (f, o) =>
            f.Time(o.Of?.GetExtensionValue<FhirDateTime>(FhirNames.AnalysisTime)) },
        { "OBX-20", "bodySite", (f, o) => f.Concept(o.Of?.BodySite) },
    };

    // Table 0078 codes stand alone, as every system expects them; other words follow as their own repetition.
    private static void WriteInterpretations(FieldWriter f, IEnumerable<CodeableConcept> interpretations) => f.Raw(
        interpretations.Select(i => Parts.Escape(
            i.Coding.Find(c => c.System == FhirNames.V3("ObservationInterpretation"))?.Code
            ?? i.Coding.FirstOrDefault()?.Code ?? i.Text)));

    private static void WriteProducer(FieldWriter f, Observation? o)
    {
        if (o?.Performer.Find(p => f.PersonOf(p) is null) is { } organisation
            && f.OrganizationOf(organisation) is var (name, number))
            f.Text(number ?? name, number is null ? null : name);
    }

    private static string? RangeOf(Observation.ReferenceRangeComponent? range) => range switch
    {
        null => null,
        { Text: { Length: > 0 } text } => text,
        { Low.Value: { } low, High.Value: { } high } => $"{Values.Text(low)}-{Values.Text(high)}",
        { Low.Value: { } low } => $">={Values.Text(low)}",
        { High.Value: { } high } => $"<={Values.Text(high)}",
        _ => null,
    };
}
