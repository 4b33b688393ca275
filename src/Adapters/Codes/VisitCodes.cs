using System.Collections.Frozen;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static Hl7.Fhir.Model.Encounter;

namespace IntegrationHub.Adapters;

/// <summary>Codes about visits.</summary>
internal static class VisitCodes
{
    /// <summary>Table 0004 and Chinese habit → ActCode.</summary>
    private static readonly FrozenDictionary<string, (string Code, string Display)> Classes =
        new Dictionary<string, (string, string)>
        {
            ["I"] = ("IMP", "inpatient encounter"),
            ["住院"] = ("IMP", "inpatient encounter"),
            ["B"] = ("IMP", "inpatient encounter"),
            ["O"] = ("AMB", "ambulatory"),
            ["门诊"] = ("AMB", "ambulatory"),
            ["R"] = ("AMB", "ambulatory"),
            ["E"] = ("EMER", "emergency"),
            ["急诊"] = ("EMER", "emergency"),
            ["P"] = ("PRENC", "pre-admission"),
            ["H"] = ("HH", "home health"),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>PV1-2 as the class of an Encounter; unknown codes stay in the hospital's own system.</summary>
    public static Coding Class(FieldReader f)
    {
        var sent = f.Concept("0004")!;
        var code = sent.Coding.Count > 0 ? sent.Coding[^1].Code : sent.Text;
        foreach (var coding in sent.Coding)
        {
            if (coding.Code is { } known && Classes.TryGetValue(known, out var found))
                return new(FhirNames.V3("ActCode"), found.Code, found.Display);
        }

        f.Unmapped("table 0004");
        return new(sent.Coding.FirstOrDefault()?.System, code, sent.Text);
    }

    /// <summary>The status an ADT event gives a visit.</summary>
    /// <param name="trigger">E.g. <c>A03</c>.</param>
    /// <param name="visit">Class and period as read.</param>
    public static EncounterStatus StatusOf(string trigger, Encounter visit) => trigger switch
    {
        "A03" => EncounterStatus.Finished,
        "A11" => EncounterStatus.Cancelled,
        "A04" => EncounterStatus.Arrived,
        "A01" => EncounterStatus.InProgress,
        _ => visit.Period?.End is not null ? EncounterStatus.Finished
            : visit.Class?.Code is "IMP" or "EMER" ? EncounterStatus.InProgress
            : visit.Class?.Code is "PRENC" ? EncounterStatus.Planned
            : visit.Period?.Start is not null ? EncounterStatus.Arrived
            : EncounterStatus.Unknown,
    };

    /// <summary>Table 0052.</summary>
    public static CodeableConcept? DiagnosisUse(string? type) => type switch
    {
        "A" => new(FhirNames.Terminology("diagnosis-role"), "AD"),
        "F" => new(FhirNames.Terminology("diagnosis-role"), "DD"),
        "W" => new(FhirNames.Terminology("diagnosis-role"), "CC"),
        null => null,
        _ => new(FhirNames.V2Table("0052"), type),
    };

    /// <summary>Table 0052 says how sure a diagnosis is, too.</summary>
    public static CodeableConcept? Verification(string? type) => type switch
    {
        "F" => new(FhirNames.Terminology("condition-ver-status"), "confirmed"),
        "W" => new(FhirNames.Terminology("condition-ver-status"), "provisional"),
        _ => null,
    };
}
