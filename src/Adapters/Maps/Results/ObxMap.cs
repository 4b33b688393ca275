using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>OBX → Observation. One row per field; the row order is the segment order.</summary>
internal static class ObxMap
{
    public static readonly SegmentMap<Observation> Rows = new("OBX", source: "v2-to-FHIR: OBX[Observation]")
    {
        Ignore("OBX-1", "a running number"),
        { "OBX-2", "value[x]", Optional, (o, f) => f.Carry() },
        { "OBX-3", "code", Required, (o, f) => o.Code = Code(f)! },
        { "OBX-4", "identifier[0].value", Optional, (o, f) => f.Carry() },
        { "OBX-5", "value[x]", Optional, (o, f) => ObxValue.Write(o, f) },
        { "OBX-6", "valueQuantity.unit", Optional, (o, f) => ObxUnits.Write(o, f) },
        { "OBX-7", "referenceRange", Optional, (o, f) => o.ReferenceRange.Add(ObxUnits.Range(o, f)) },
        { "OBX-8", "interpretation", Optional, (o, f) => AddInterpretations(o, f) },
        { "OBX-11", "status", Required, (o, f) => o.StatusElement = f.Code(ResultCodes.ObservationStatuses) },
        { "OBX-14", "effectiveDateTime", Optional, (o, f) => o.Effective = f.DateTime() },
        { "OBX-15", "performer[organisation]", Optional, (o, f) => AddPerformer(o, Producer(f)) },
        { "OBX-16", "performer", Optional, (o, f) => o.Performer.AddRange(f.Practitioners()) },
        { "OBX-17", "method", Optional, (o, f) => o.Method = f.Concept() },
        { "OBX-18", "device", Optional, (o, f) => o.Device = new ResourceReference
        {
            Identifier = f.EntityIdentifier("device"),
        } },
        { "OBX-19", "extension[analysisTime]", Optional, (o, f) =>
            o.Extension.AddRange(f.DateTime() is { } time ? [new(FhirNames.AnalysisTime, time)] : []) },
        { "OBX-20", "bodySite", Optional, (o, f) => o.BodySite = f.Concept("0163") },
        { "OBX-21", "identifier", Optional, (o, f) =>
            o.Identifier.AddRange(f.EntityIdentifier("observation-instance") is { } number ? [number] : []) },
        { "OBX-23", "performer[organisation]", Optional, (o, f) => AddPerformer(o, f.Organization()) },
    };

    // OBX-3.1 may carry a suffix: 18782-3&IMP is the impression of that study.
    private static CodeableConcept? Code(FieldReader f)
    {
        var concept = f.Concept();
        if (f.Value.Component(1).SubComponent(2).TextOrNull is { } suffix)
            concept?.Coding.Add(new(FhirNames.ObservationSuffix, suffix));
        return concept;
    }

    private static void AddInterpretations(Observation o, FieldReader f)
    {
        foreach (var repetition in f.Value.Repetitions)
        {
            if (!repetition.HasValue || ResultCodes.Interpretation(f.At(repetition)) is not { } interpretation)
                continue;
            o.Interpretation.Add(interpretation);
            if (ResultCodes.IsCritical(interpretation))
                f.Scope.Urgency = Contracts.Urgency.Urgent;
        }
    }

    private static ResourceReference? Producer(FieldReader f) =>
        f.Organization(f.Value.Component(2).TextOrNull, f.Text, null);

    private static void AddPerformer(Observation o, ResourceReference? who)
    {
        if (who is not null && !o.Performer.Exists(p => p.Reference is not null && p.Reference == who.Reference))
            o.Performer.Add(who);
    }
}
