using Hl7.Fhir.Model;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>Annotation → NTE.</summary>
internal static class NteRows
{
    public static readonly SegmentRows<(int Number, Annotation Note)> Rows = new(
        "NTE", source: "v2-to-FHIR: NTE[Annotation]")
    {
        { "NTE-1", "—", (f, n) => f.Number(n.Number) },
        { "NTE-3", "text", (f, n) => f.Formatted(n.Note.Text) },
        { "NTE-5", "author[x]", (f, n) => WriteAuthor(f, n.Note) },
        { "NTE-6", "time", (f, n) => f.Time(n.Note.TimeElement) },
    };

    /// <summary>Writes notes behind the segment they belong to.</summary>
    public static void Write(Draft draft, IEnumerable<Annotation?> notes)
    {
        var number = 0;
        foreach (var note in notes)
        {
            if (!string.IsNullOrEmpty(note?.Text))
                Rows.Write(draft, (++number, note));
        }
    }

    private static void WriteAuthor(FieldWriter f, Annotation note)
    {
        if (!f.Draft.IsAtLeast(2, 6))
            return; // NTE-5 and NTE-6 came with 2.6
        if (note.Author is ResourceReference author)
            f.Staff(author);
        else if (note.Author is FhirString { Value: { } name })
            f.Text(null, name);
    }
}
