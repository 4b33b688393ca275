using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>SPM → Specimen.</summary>
internal static class SpmMap
{
    private static readonly CodeMap<Specimen.SpecimenStatus> Availability =
        new("table 0136", Specimen.SpecimenStatus.Available,
    [
        new("Y", Specimen.SpecimenStatus.Available),
        new("N", Specimen.SpecimenStatus.Unavailable),
    ]);

    public static readonly SegmentMap<Specimen> Rows = new("SPM", source: "v2-to-FHIR: SPM[Specimen]")
    {
        Ignore("SPM-1", "a running number"),
        { "SPM-2", "identifier", Optional, (s, f) => AddNumbers(s, f) },
        { "SPM-3", "parent", Optional, (s, f) => AddParents(s, f) },
        { "SPM-4", "type", Required, (s, f) => s.Type = f.Concept("0487") },
        { "SPM-5", "type", Optional, (s, f) => s.Type?.Coding.AddRange(f.Concepts("0541").SelectMany(c => c.Coding)) },
        { "SPM-6", "container.additive", Optional, (s, f) => Container(s).Additive = f.Concept("0371") },
        { "SPM-7", "collection.method", Optional, (s, f) => Collection(s).Method = f.Concept("0488") },
        { "SPM-8", "collection.bodySite", Optional, (s, f) => Collection(s).BodySite = f.Concept() },
        { "SPM-12", "collection.quantity", Optional, (s, f) => Collection(s).Quantity = f.Quantity(Cq.Read(f.Value)) },
        { "SPM-14", "note", Optional, (s, f) => s.Note.Add(new() { Text = f.Lines() }) },
        { "SPM-17", "collection.collected[x]", Optional, (s, f) => Collection(s).Collected = Collected(f) },
        { "SPM-18", "receivedTime", Optional, (s, f) => s.ReceivedTimeElement = f.DateTime() },
        { "SPM-20", "status", Optional, (s, f) => s.StatusElement = f.Code(Availability) },
        { "SPM-21", "status", Optional, (s, f) => Reject(s, f) },
        { "SPM-24", "condition", Optional, (s, f) => s.Condition.AddRange(f.Concepts("0493")) },
        { "SPM-27", "container.type", Optional, (s, f) => Container(s).Type = f.Concept() },
        { "SPM-30", "accessionIdentifier", Optional, (s, f) => s.AccessionIdentifier = f.Identifier(Kinds.Accession) },
    };

    private static Specimen.CollectionComponent Collection(Specimen s) => s.Collection ??= new();

    private static Specimen.ContainerComponent Container(Specimen s)
    {
        if (s.Container.Count == 0)
            s.Container.Add(new());
        return s.Container[0];
    }

    // EIP: the number of the orderer, then that of the laboratory; each an EI one level deeper.
    private static void AddNumbers(Specimen s, FieldReader f)
    {
        foreach (var (component, type) in new[] { (2, "FILL"), (1, "PLAC") })
        {
            if (f.At(f.Value.Component(component)).EntityIdentifier(Kinds.Specimen, type) is { } number)
                s.Identifier.Add(number);
        }
    }

    private static void AddParents(Specimen s, FieldReader f)
    {
        foreach (var parent in f.Repetitions())
        {
            var pair = parent.Value;
            if ((parent.At(pair.Component(2)).EntityIdentifier(Kinds.Specimen)
                ?? parent.At(pair.Component(1)).EntityIdentifier(Kinds.Specimen)) is { } number)
                s.Parent.Add(new() { Identifier = number });
        }
    }

    private static DataType? Collected(FieldReader f)
    {
        var range = Dr.Read(f.Value);
        return range.End.HasValue
            ? FieldReader.Period(f.At(range.Start), f.At(range.End))
            : f.At(range.Start).DateTime();
    }

    private static void Reject(Specimen s, FieldReader f)
    {
        s.Status = Specimen.SpecimenStatus.Unsatisfactory;
        s.Note.AddRange(f.Concepts("0490").Select(c => new Annotation { Text = c.Text ?? c.Coding[0].Code }));
    }
}
