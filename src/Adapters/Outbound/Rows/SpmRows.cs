using Hl7.Fhir.Model;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>Specimen → SPM (from version 2.5).</summary>
internal static class SpmRows
{
    public static readonly SegmentRows<(int Number, Specimen Specimen)> Rows = new(
        "SPM", source: "v2-to-FHIR: SPM[Specimen]")
    {
        { "SPM-1", "—", (f, s) => f.Number(s.Number) },
        { "SPM-2", "identifier", (f, s) => WriteNumbers(f, s.Specimen) },
        { "SPM-4", "type", (f, s) => f.Concept(s.Specimen.Type) },
        { "SPM-6", "container.additive", (f, s) =>
            f.Concept(s.Specimen.Container.FirstOrDefault()?.Additive as CodeableConcept) },
        { "SPM-7", "collection.method", (f, s) => f.Concept(s.Specimen.Collection?.Method) },
        { "SPM-8", "collection.bodySite", (f, s) => f.Concept(s.Specimen.Collection?.BodySite) },
        { "SPM-12", "collection.quantity", (f, s) => f.Quantity(s.Specimen.Collection?.Quantity) },
        { "SPM-14", "note", (f, s) => f.Formatted(Notes(s.Specimen)) },
        { "SPM-17", "collection.collected[x]", (f, s) => WriteCollected(f, s.Specimen.Collection?.Collected) },
        { "SPM-18", "receivedTime", (f, s) => f.Time(s.Specimen.ReceivedTimeElement) },
        { "SPM-20", "status", (f, s) => f.Text(s.Specimen.Status switch
        {
            Specimen.SpecimenStatus.Available => "Y",
            Specimen.SpecimenStatus.Unavailable or Specimen.SpecimenStatus.Unsatisfactory => "N",
            _ => null,
        }) },
        { "SPM-24", "condition", (f, s) => f.Concepts(s.Specimen.Condition) },
        { "SPM-27", "container.type", (f, s) => f.Concept(s.Specimen.Container.FirstOrDefault()?.Type) },
        { "SPM-30", "accessionIdentifier", (f, s) => WriteAccession(f, s.Specimen) },
    };

    /// <summary>Writes the specimens, when the version has the segment.</summary>
    public static void Write(Draft draft, IEnumerable<Specimen> specimens)
    {
        if (!draft.IsAtLeast(2, 5))
            return;
        var number = 0;
        foreach (var specimen in specimens)
            Rows.Write(draft, (++number, specimen));
    }

    // EIP: the number of the orderer and that of the laboratory.
    private static void WriteNumbers(FieldWriter f, Specimen specimen)
    {
        var placer = specimen.Identifier.Find(i => Numbers.TypeOf(i) == "PLAC");
        var filler = specimen.Identifier.Find(i => i != placer);
        f.Raw(Parts.Components(f.Ei(placer, separator: '&'), f.Ei(filler, separator: '&')));
    }

    private static void WriteCollected(FieldWriter f, DataType? collected) => f.Raw(Parts.Components(
        Times.Of(collected, f.Draft.Context.Offset),
        Times.Of((collected as Period)?.EndElement, f.Draft.Context.Offset)));

    // SPM-30 came with 2.7.
    private static void WriteAccession(FieldWriter f, Specimen specimen)
    {
        if (f.Draft.IsAtLeast(2, 7))
            f.Raw(f.Cx(specimen.AccessionIdentifier));
    }

    private static string Notes(Specimen specimen) =>
        string.Join('\n', specimen.Note.Select(n => n.Text).Where(t => !string.IsNullOrEmpty(t)));
}
