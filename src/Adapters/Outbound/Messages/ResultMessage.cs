using Hl7.Fhir.Model;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>ORU^R01: PID [NK1] [PV1] ORC OBR {NTE} {OBX {NTE}} {SPM}.</summary>
internal static class ResultMessage
{
    public static void Write(Draft draft)
    {
        if (draft.Focus<DiagnosticReport>() is not { } focus)
            return;
        MshRows.Write(draft, new("ORU", "R01", "ORU_R01"));
        PidRows.Write(draft, focus.Subject, "DiagnosticReport.subject");
        Pv1Rows.Write(draft, focus.Encounter);
        var report = new ReportOut(draft, focus, number: 1);
        if (report.Filler is null && report.Placer is null)
            draft.Missing("DiagnosticReport.identifier", "An order or report number");
        if (focus.Code is null)
            draft.Missing("DiagnosticReport.code", "What was examined");
        CheckResults(draft, focus);
        OrcRows.Result.Write(draft, report);
        new ReportSegments(draft, report).Write();
    }

    // Half a report must not look like a whole one.
    private static void CheckResults(Draft draft, DiagnosticReport report)
    {
        for (var i = 0; i < report.Result.Count; i++)
        {
            if (draft.Find<Observation>(report.Result[i]) is null)
                draft.Missing($"DiagnosticReport.result[{i}]", "An observation of the report");
        }
    }
}
