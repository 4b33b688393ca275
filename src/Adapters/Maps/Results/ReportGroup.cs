using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>One report on its way: OBR and what follows it.</summary>
internal sealed class ReportGroup(Scope scope, DiagnosticReport report, Hl7Segment obr, string number)
{
    private readonly List<Observation> observations = [];
    private readonly List<ResourceReference> specimens = [];
    private readonly ObservationKeys keys = new(scope, number);
    private Observation? last;
    private Specimen? specimen;

    public required OrderMention? Order { get; init; }

    public void AddObservation(Hl7Segment obx)
    {
        if (ObxValue.IsDocument(obx))
        {
            AddDocument(obx);
            return;
        }

        var observation = new Observation { Subject = scope.Patient, Encounter = scope.Encounter };
        ObxMap.Rows.Read(obx, observation, scope);
        if (observation.Code is null)
        {
            scope.Missing(obx[3], "code");
            return;
        }

        var (system, id) = keys.Next(observation.Code, obx[4].TextOrNull);
        observation.Identifier.Insert(0, new(system, id));
        report.Result.Add(scope.Draft.Put(observation, system, id));
        observations.Add(last = observation);
        if (ReportCodes.IsConclusion(observation.Code) && observation.Value is FhirString { Value: { } text })
            report.Conclusion = report.Conclusion is null ? text : report.Conclusion + "\n" + text;
    }

    public void AddNote(Hl7Segment nte)
    {
        var note = new Annotation();
        NteMap.Rows.Read(nte, note, scope, last is null ? "DiagnosticReport.note" : "Observation.note");
        if (note.Text is null)
            return;
        if (last is not null)
            last.Note.Add(note);
        else
            report.Extension.Add(new(ReportCodes.NoteExtension, note)); // R4 has no DiagnosticReport.note
    }

    public void AddSpecimen(Hl7Segment spm) =>
        specimens.Add(SpecimenReader.Read(scope, spm, number, Order?.Reference, out specimen));

    public void AddTiming(Hl7Segment tq1)
    {
        if (Order?.Made is { } order)
            Tq1Map.Order.Read(tq1, order, scope);
    }

    /// <summary>The group is complete: what all its parts share is written into them.</summary>
    public void Close()
    {
        if (specimens.Count == 1)
            SpecimenReader.Complete(scope, obr, specimen!);
        else if (specimens.Count == 0 && SpecimenReader.ReadOrder(scope, obr, number, Order?.Reference) is { } only)
            specimens.Add(only);
        report.Specimen.AddRange(specimens);
        report.StatusElement ??= new(ResultCodes.StatusOf(observations));
        if (Order is not null)
            report.BasedOn.Add(Order.Reference);
        if (Order?.Made is { Status: null or RequestStatus.Active } made)
            made.Status = report.Status is DiagnosticReport.DiagnosticReportStatus.Final
                ? RequestStatus.Completed
                : RequestStatus.Active;
        AddPerformers();
        var category = ResultCodes.CategoryOf(report.Category.FirstOrDefault()?.Coding.FirstOrDefault()?.Code,
            specimens.Count > 0);
        foreach (var observation in observations)
            Complete(observation, category);
    }

    private void Complete(Observation observation, string? category)
    {
        if (category is not null)
            observation.Category.Add(new(FhirNames.Terminology("observation-category"), category));
        observation.Effective ??= (DataType?)report.Effective?.DeepCopy();
        observation.Issued = report.Issued;
        if (Order is not null)
            observation.BasedOn.Add(Order.Reference);
        if (specimens.Count == 1)
            observation.Specimen = specimens[0];
    }

    // Who performed it may differ from who interpreted it; without a word it is the sender.
    private void AddPerformers()
    {
        foreach (var organisation in observations.SelectMany(o => o.Performer).Where(IsOrganisation))
        {
            if (!report.Performer.Exists(p => p.Reference == organisation.Reference
                && p.Display == organisation.Display))
                report.Performer.Add(organisation);
        }

        if (!report.Performer.Exists(IsOrganisation))
            report.Performer.Insert(0, scope.Custodian);
    }

    private bool IsOrganisation(ResourceReference reference) =>
        reference.Reference is { } url
        && (url.StartsWith("Organization/", StringComparison.Ordinal) || scope.Draft.IsOrganization(url));

    private void AddDocument(Hl7Segment obx)
    {
        var document = new ReportedDocument();
        ObxDocumentMap.Rows.Read(obx, document, scope, "DiagnosticReport.presentedForm");
        if (document.Attachment is not { } attachment)
            return;
        attachment.Title = document.Code?.Text ?? document.Code?.Coding.FirstOrDefault()?.Code;
        attachment.CreationElement = document.Time;
        if (document.Status?.Value is ObservationStatus.EnteredInError or ObservationStatus.Cancelled)
            return; // taken back
        report.PresentedForm.Add(attachment);
    }
}
