using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters;

/// <summary>Codes about whole reports.</summary>
internal static class ReportCodes
{
    /// <summary>R5 has <c>DiagnosticReport.note</c>; in R4 it travels as the extension made for it.</summary>
    public const string NoteExtension = "http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.note";

    /// <summary>
    /// The physician's conclusion: kept apart from the findings, for it is not what is mutually recognised
    /// (REQUIREMENTS 63).
    /// HL7's suffix <c>IMP</c>, or LOINC 19005-8.
    /// </summary>
    public static bool IsConclusion(CodeableConcept code) => code.Coding.Exists(c =>
        c.Code is "IMP" || (c.Code is "19005-8" && c.System == FhirNames.Loinc));
}
