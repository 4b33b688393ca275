using Hl7.Fhir.Model;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>PR1 → Procedure.</summary>
internal static class Pr1Map
{
    public static readonly SegmentMap<Procedure> Rows = new("PR1", source: "v2-to-FHIR: PR1[Procedure]")
    {
        Ignore("PR1-1", "a running number"),
        { "PR1-2", "code.coding.system", Optional, (p, f) => f.Carry() },
        { "PR1-3", "code", Required, (p, f) => p.Code = f.ConceptOf(f.Segment[2]) },
        { "PR1-4", "code.text", Optional, (p, f) => (p.Code ??= new()).Text = f.Prefer(p.Code.Text, f.Text) },
        { "PR1-5", "performedDateTime", Optional, (p, f) => p.Performed = f.DateTime() },
        { "PR1-6", "category", Optional, (p, f) => p.Category = f.Concept("0230") },
        { "PR1-8", "performer[anaesthetist]", Optional, (p, f) => AddPerformers(p, f, "anaesthetist") },
        { "PR1-11", "performer[surgeon]", Optional, (p, f) => AddPerformers(p, f, "surgeon") },
        { "PR1-12", "performer", Optional, (p, f) => AddPerformers(p, f, null) },
        { "PR1-15", "reasonCode", Optional, (p, f) => p.ReasonCode.AddRange(f.Concepts()) },
        { "PR1-19", "identifier", Optional, (p, f) => f.Carry() },
    };

    private static void AddPerformers(Procedure p, FieldReader f, string? function)
    {
        foreach (var who in f.Practitioners())
            p.Performer.Add(new() { Actor = who, Function = function is null ? null : new() { Text = function } });
    }
}
