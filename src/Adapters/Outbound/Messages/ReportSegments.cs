using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>The observations, conclusion and documents of one report as OBX with their notes.</summary>
internal sealed class ReportSegments(Draft draft, ReportOut report, bool withSpecimens = true)
{
    private const string ConclusionCode = "19005-8"; // LOINC: impression

    private readonly FieldWriter values = new(draft, draft.Message.Header, 0); // writes nothing, knows the dialect
    private int number;

    /// <summary>OBR with its notes, then everything reported, then the specimens.</summary>
    public void Write()
    {
        ObrRows.Report.Write(draft, report);
        NteRows.Write(
            draft,
            report.Report.Extension.Where(e => e.Url == ReportCodes.NoteExtension).Select(e => e.Value as Annotation));
        WriteObservations();
        if (withSpecimens)
            SpmRows.Write(draft, report.Specimens);
    }

    /// <summary>Observations, conclusion and documents alone.</summary>
    public void WriteObservations()
    {
        var repeated = report.Observations.CountBy(Key).Where(c => c.Value > 1).Select(c => c.Key).ToHashSet();
        foreach (var observation in report.Observations)
        {
            WriteObservation(observation, repeated.Contains(Key(observation)));
            NteRows.Write(draft, observation.Note);
        }
        WriteConclusion();
        foreach (var document in report.Report.PresentedForm)
            WriteDocument(document);
    }

    private void WriteDocument(Attachment document) => Line(
        new() { Text = document.Title ?? "Report" }, null, Values.OfAttachment(document),
        StatusCodes.Of(report.Report.Status), document.CreationElement);

    private void WriteObservation(Observation observation, bool isRepeated)
    {
        var subId = SubIdOf(observation, isRepeated);
        var status = StatusCodes.Of(observation.Status);
        if (observation.Component.Count == 0 || observation.Value is not null)
            Line(observation.Code, subId, Values.Of(observation.Value, values), status, null, observation);
        if (observation.Component.Count > 0 && observation.Component.TrueForAll(c => Same(c.Code, observation.Code)))
            WriteRepetitions(observation, subId, status);
        else
            WriteComponents(observation, status);
    }

    // Several values of one code were repetitions of OBX-5 and are that again.
    private void WriteRepetitions(Observation observation, string? subId, string status)
    {
        var written = observation.Component.Select(c => Values.Of(c.Value, values)).OfType<WrittenValue>().ToList();
        if (written.Count > 0)
            Line(
                observation.Code, subId, written[0] with { Raw = string.Join('~', written.Select(w => w.Raw)) },
                status, null, observation);
    }

    private void WriteComponents(Observation observation, string status)
    {
        foreach (var component in observation.Component)
            Line(component.Code, null, Values.Of(component.Value, values), status, null, new()
            {
                Interpretation = component.Interpretation,
                ReferenceRange = component.ReferenceRange,
                Effective = observation.Effective,
                Performer = observation.Performer,
                Method = observation.Method,
            });
    }

    private void WriteConclusion()
    {
        var isTold = report.Observations.Any(o => o.Value is FhirString { Value: { } text }
            && report.Report.Conclusion?.Contains(text, StringComparison.Ordinal) == true);
        if (!string.IsNullOrEmpty(report.Report.Conclusion) && !isTold)
            Line(
                new(FhirNames.Loinc, ConclusionCode, "Impression", null), null, Values.OfText(report.Report.Conclusion),
                StatusCodes.Of(report.Report.Status));
    }

    private void Line(
        CodeableConcept? code, string? subId, WrittenValue? value, string status, FhirDateTime? time = null,
        Observation? of = null) =>
        ObxRows.Rows.Write(draft, new(++number, code ?? new(), subId, value, status, of) { Time = time });

    // The hub names an observation number/code/sub-id.
    private static string? SubIdOf(Observation observation, bool isRepeated)
    {
        var id = Numbers.Find(observation.Identifier, Kinds.Observation)?.Value;
        var subId = id?[(id.LastIndexOf('/') + 1)..];
        return subId is { Length: > 0 and <= 20 } && (isRepeated || subId != "1") ? subId : null;
    }

    private static string Key(Observation observation) =>
        observation.Code?.Coding.FirstOrDefault()?.Code ?? observation.Code?.Text ?? "";

    private static bool Same(CodeableConcept? one, CodeableConcept? other) =>
        one?.Coding.FirstOrDefault()?.Code == other?.Coding.FirstOrDefault()?.Code && one?.Text == other?.Text;
}
