using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.AllergyIntolerance;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>AL1 → AllergyIntolerance.</summary>
internal static class Al1Map
{
    private static readonly CodeMap<AllergyIntoleranceCategory> Category =
        new("table 0127", AllergyIntoleranceCategory.Medication,
    [
        new("DA", AllergyIntoleranceCategory.Medication),
        new("FA", AllergyIntoleranceCategory.Food),
        new("EA", AllergyIntoleranceCategory.Environment),
        new("LA", AllergyIntoleranceCategory.Environment),
        new("PA", AllergyIntoleranceCategory.Environment),
        new("AA", AllergyIntoleranceCategory.Environment),
    ]);

    private static readonly CodeMap<AllergyIntoleranceCriticality> Criticality =
        new("table 0128", AllergyIntoleranceCriticality.UnableToAssess,
    [
        new("SV", AllergyIntoleranceCriticality.High),
        new("MO", AllergyIntoleranceCriticality.Low),
        new("MI", AllergyIntoleranceCriticality.Low),
        new("U", AllergyIntoleranceCriticality.UnableToAssess),
    ]);

    public static readonly SegmentMap<AllergyIntolerance> Rows =
        new("AL1", source: "v2-to-FHIR: AL1[AllergyIntolerance]")
    {
        Ignore("AL1-1", "a running number"),
        { "AL1-2", "category", Optional, (a, f) => AddCategory(a, f) },
        { "AL1-3", "code", Required, (a, f) => a.Code = f.Concept() },
        { "AL1-4", "criticality", Optional, (a, f) => a.CriticalityElement = f.Code(Criticality) },
        { "AL1-5", "reaction.manifestation", Optional, (a, f) => a.Reaction.Add(new()
        {
            Manifestation = [.. f.Repetitions().Select(r => new CodeableConcept { Text = r.Text })],
        }) },
        { "AL1-6", "onsetDateTime", Optional, (a, f) => a.Onset = f.DateTime() },
    };

    // MA and MC (miscellaneous) have no FHIR category: the element stays empty, the code is kept.
    private static void AddCategory(AllergyIntolerance a, FieldReader f)
    {
        if (f.Text is "MA" or "MC")
            a.SetStringExtension(Fhir.FhirNames.OriginalCode, f.Text);
        else
            a.CategoryElement = [f.Code(Category)];
    }
}
