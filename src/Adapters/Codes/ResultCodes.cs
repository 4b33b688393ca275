using System.Collections.Frozen;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static Hl7.Fhir.Model.DiagnosticReport;

namespace IntegrationHub.Adapters;

/// <summary>Codes about results.</summary>
internal static class ResultCodes
{
    private static readonly FrozenSet<string> Critical = FrozenSet.Create("HH", "LL", "AA", ">", "<");

    /// <summary>Table 0078 codes that the FHIR code system of interpretations also has.</summary>
    private static readonly FrozenSet<string> Interpretations = FrozenSet.Create(
        "L", "H", "LL", "HH", "<", ">", "N", "A", "AA", "U", "D", "B", "W", "S", "R", "I", "MS", "VS",
        "POS", "NEG", "IND", "DET", "ND", "HU", "LU", "NR", "RR", "WR");

    /// <summary>Words and arrows laboratories here write instead.</summary>
    private static readonly FrozenDictionary<string, string> Usual = new Dictionary<string, string>
    {
        ["↑"] = "H",
        ["偏高"] = "H",
        ["高"] = "H",
        ["↓"] = "L",
        ["偏低"] = "L",
        ["低"] = "L",
        ["正常"] = "N",
        ["异常"] = "A",
        ["↑↑"] = "HH",
        ["↓↓"] = "LL",
        ["危急"] = "AA",
        ["阳性"] = "POS",
        ["阴性"] = "NEG",
        ["+"] = "POS",
        ["-"] = "NEG",
    }.ToFrozenDictionary();

    /// <summary>Table 0085.</summary>
    public static readonly CodeMap<ObservationStatus> ObservationStatuses = new("table 0085", ObservationStatus.Unknown,
    [
        new("F", ObservationStatus.Final),
        new("U", ObservationStatus.Final),
        new("V", ObservationStatus.Final),
        new("P", ObservationStatus.Preliminary),
        new("R", ObservationStatus.Preliminary),
        new("S", ObservationStatus.Preliminary),
        new("I", ObservationStatus.Registered),
        new("O", ObservationStatus.Registered),
        new("C", ObservationStatus.Corrected),
        new("A", ObservationStatus.Amended),
        new("B", ObservationStatus.Amended),
        new("X", ObservationStatus.Cancelled),
        new("N", ObservationStatus.Cancelled),
        new("D", ObservationStatus.EnteredInError),
        new("W", ObservationStatus.EnteredInError),
    ]);

    /// <summary>Table 0123.</summary>
    public static readonly CodeMap<DiagnosticReportStatus> ReportStatuses =
        new("table 0123", DiagnosticReportStatus.Unknown,
    [
        new("O", DiagnosticReportStatus.Registered),
        new("I", DiagnosticReportStatus.Registered),
        new("S", DiagnosticReportStatus.Registered),
        new("A", DiagnosticReportStatus.Partial),
        new("P", DiagnosticReportStatus.Preliminary),
        new("R", DiagnosticReportStatus.Preliminary),
        new("F", DiagnosticReportStatus.Final),
        new("C", DiagnosticReportStatus.Corrected),
        new("M", DiagnosticReportStatus.Corrected),
        new("X", DiagnosticReportStatus.Cancelled),
        new("D", DiagnosticReportStatus.EnteredInError),
        new("W", DiagnosticReportStatus.EnteredInError),
        new("Y", DiagnosticReportStatus.Unknown),
        new("Z", DiagnosticReportStatus.Unknown),
    ]);

    /// <summary>A value somebody must be told of at once.</summary>
    public static bool IsCritical(CodeableConcept interpretation) =>
        interpretation.Coding.Exists(c => c.Code is { } code && Critical.Contains(code));

    /// <summary>
    /// OBX-8 as a concept: the FHIR coding first, what was sent behind it when it was said otherwise.
    /// </summary>
    public static CodeableConcept? Interpretation(FieldReader f)
    {
        var concept = f.Concept("0078");
        if (concept is null)
            return null;
        if (concept.Coding.FirstOrDefault()?.Code is not { } sent)
            return concept;
        if (Interpretations.Contains(sent))
            concept.Coding[0].System = FhirNames.V3("ObservationInterpretation");
        else if (Usual.TryGetValue(sent, out var code))
        {
            concept.Coding.Insert(0, new(FhirNames.V3("ObservationInterpretation"), code));
            concept.Coding[1].System = FhirNames.Scoped(f.Scope.Context.Member, "obx-8");
        }

        return concept;
    }

    /// <summary>What a report without status is worth: as much as its parts.</summary>
    public static DiagnosticReportStatus StatusOf(IReadOnlyCollection<Observation> parts)
    {
        if (parts.Count == 0)
            return DiagnosticReportStatus.Unknown;
        if (parts.Any(o => o.Status is ObservationStatus.Corrected or ObservationStatus.Amended))
            return DiagnosticReportStatus.Corrected;
        if (parts.All(o => o.Status is ObservationStatus.Final))
            return DiagnosticReportStatus.Final;
        return parts.Any(o => o.Status is ObservationStatus.Preliminary)
            ? DiagnosticReportStatus.Preliminary
            : DiagnosticReportStatus.Unknown;
    }

    /// <summary>Category of observations of a section (table 0074).</summary>
    public static string? CategoryOf(string? section, bool hasSpecimen) => section switch
    {
        "RAD" or "RX" or "CT" or "NMR" or "MRI" or "US" or "CUS" or "OUS" or "VUS" or "XRC" or "NMS" or "VR" =>
            "imaging",
        "EC" or "EN" or "CTH" or "CP" or "PF" => "procedure",
        "LAB" or "HM" or "CH" or "CG" or "MB" or "MCB" or "MYC" or "BLB" or "BG" or "IMM" or "ICU" or "PAR" or "PAT"
            or "SR" or "SP" or "TX" or "URN" or "VRL" or "OSL" or "HL" => "laboratory",
        _ => hasSpecimen ? "laboratory" : null,
    };
}
