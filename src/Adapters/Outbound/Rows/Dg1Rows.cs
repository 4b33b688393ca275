using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>Condition → DG1, AllergyIntolerance → AL1, Procedure → PR1.</summary>
internal static class Dg1Rows
{
    private static readonly string Uses = FhirNames.V2Table("0052");

    public static readonly SegmentRows<(int Number, Condition Condition)> Diagnosis = new(
        "DG1", source: "v2-to-FHIR: DG1[Condition]")
    {
        { "DG1-1", "—", (f, d) => f.Number(d.Number) },
        { "DG1-3", "code", (f, d) => f.Concept(d.Condition.Code) },
        { "DG1-5", "recordedDate", (f, d) => f.Time(d.Condition.RecordedDateElement ?? d.Condition.Onset) },
        { "DG1-6", "verificationStatus", (f, d) => f.Text(TypeOf(d.Condition)) },
        { "DG1-16", "asserter", (f, d) => f.Staff(d.Condition.Asserter) },
    };

    public static readonly SegmentRows<(int Number, AllergyIntolerance Allergy)> Allergy =
        new("AL1", source: "v2-to-FHIR: AL1[AllergyIntolerance]")
        {
            { "AL1-1", "—", (f, a) => f.Number(a.Number) },
            { "AL1-2", "category", (f, a) => f.Text(a.Allergy.Category.FirstOrDefault() switch
            {
                AllergyIntolerance.AllergyIntoleranceCategory.Medication => "DA",
                AllergyIntolerance.AllergyIntoleranceCategory.Food => "FA",
                AllergyIntolerance.AllergyIntoleranceCategory.Environment => "EA",
                _ => null,
            }) },
            { "AL1-3", "code", (f, a) => f.Concept(a.Allergy.Code) },
            { "AL1-5", "reaction.manifestation", (f, a) => f.Text(ReactionOf(a.Allergy)) },
        };

    public static readonly SegmentRows<(int Number, Procedure Procedure)> Procedures =
        new("PR1", source: "v2-to-FHIR: PR1[Procedure]")
        {
            { "PR1-1", "—", (f, p) => f.Number(p.Number) },
            { "PR1-3", "code", (f, p) => f.Concept(p.Procedure.Code) },
            { "PR1-5", "performed[x]", (f, p) => f.Time(p.Procedure.Performed) },
        };

    /// <summary>Writes all diagnoses the bundle holds; a retracted one is not told.</summary>
    public static void Write(Draft draft)
    {
        var number = 0;
        foreach (var condition in draft.Resources.OfType<Condition>())
        {
            if (!Is(condition.VerificationStatus, "entered-in-error"))
                Diagnosis.Write(draft, (++number, condition));
        }
    }

    /// <summary>Writes all allergies and procedures the bundle holds.</summary>
    public static void WriteHistory(Draft draft)
    {
        var number = 0;
        foreach (var allergy in draft.Resources.OfType<AllergyIntolerance>())
            Allergy.Write(draft, (++number, allergy));
        number = 0;
        foreach (var procedure in draft.Resources.OfType<Procedure>())
            Procedures.Write(draft, (++number, procedure));
    }

    // Table 0052: A admitting, W working, F final.
    private static string? TypeOf(Condition condition) =>
        condition.Category.SelectMany(c => c.Coding).FirstOrDefault(c => c.System == Uses)?.Code
        ?? (Is(condition.VerificationStatus, "confirmed") ? "F" : "W");

    private static string? ReactionOf(AllergyIntolerance allergy) =>
        allergy.Reaction.SelectMany(r => r.Manifestation).FirstOrDefault() is { } manifestation
            ? manifestation.Text ?? manifestation.Coding.FirstOrDefault()?.Display
            : null;

    private static bool Is(CodeableConcept? concept, string code) =>
        concept?.Coding.Exists(c => c.Code == code) ?? false;
}
