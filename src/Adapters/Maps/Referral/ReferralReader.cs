using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>RF1 PRD … DG1 AL1 PR1 {OBR OBX} NTE → ServiceRequest with Task, and what goes with the patient.</summary>
internal sealed class ReferralReader(Scope scope)
{
    private readonly ServiceRequest request = new()
    {
        Intent = RequestIntent.Order,
        Subject = scope.Patient,
        Encounter = scope.Encounter,
        Category = [ReferralCodes.Category()],
    };

    private readonly FhirTask task = new()
    {
        Intent = FhirTask.TaskIntent.Order,
        Code = new(FhirNames.TaskCode, "referral"),
        For = scope.Patient,
        Encounter = scope.Encounter,
    };

    public void Read()
    {
        if (scope.Message.First("RF1") is not { } rf1)
        {
            scope.Missing("RF1", "The referral segment");
            return;
        }

        var parties = new ReferralParties(scope);
        var told = ReferralCodes.Told(scope.Trigger);
        Write(told, task);
        request.Status = told.Request;
        Rf1Map.Request.Read(rf1, request, scope);
        Rf1Map.Task.Read(rf1, task, scope);
        request.Status ??= told.Request;
        var referrer = ReferrerOf(rf1, parties);
        if (NumberOf(rf1, referrer) is not { } number)
        {
            scope.Missing(rf1[6], "identifier");
            return;
        }

        if (parties.Receiving is null)
            scope.Missing("PRD-10", "The receiving organisation (PRD-1 RT, or MSH-6)");

        WriteParties(parties);
        request.Identifier.Insert(0, new(number.System, number.Value));
        task.Focus = scope.Draft.Put(request, number.System, number.Value);
        var tasks = FhirNames.Scoped(referrer, Kinds.Task);
        task.Identifier.Add(new(tasks, number.Value));
        scope.Draft.Put(task, tasks, number.Value);
        ReadPackage(number.Value);
    }

    /// <summary>Writes what was told into the task.</summary>
    internal static void Write(ReferralTold told, FhirTask task)
    {
        task.Status = told.Task;
        task.BusinessStatus = new CodeableConcept(FhirNames.ReferralStatus, told.Code, told.Display, null);
    }

    // The number is the referrer's, whoever sends the message.
    private string ReferrerOf(Hl7Segment rf1, ReferralParties parties) =>
        (scope.Context.Members.FindByFacility(Ei.Read(rf1[6]).NamespaceId) ?? parties.ReferringMember)?.Id
            ?? scope.Context.Member;

    private BusinessNumber? NumberOf(Hl7Segment rf1, string referrer) =>
        Ei.Read(rf1[6]).Id?.Trim() is { Length: > 0 } id ? new(scope.SystemOf(referrer, Kinds.Referral), id) : null;

    private void WriteParties(ReferralParties parties)
    {
        request.Requester = parties.Referring;
        task.Requester = parties.Referring;
        if (parties.Receiving is { } receiver)
        {
            task.Owner = receiver;
            request.Performer.Add(receiver);
        }

        request.Performer.AddRange(parties.PeopleOf("RT"));
        request.LocationReference.AddRange(parties.ReceivingPlaces);
        if (ReferralCodes.Direction(parties.ReferringMember, parties.ReceivingMember) is { } direction)
            request.Extension.Add(direction);
        if (scope.Trigger is "I12") // a new referral without its own time was written when it was sent
            request.AuthoredOnElement ??= scope.Provenance.Occurred as FhirDateTime;
        task.AuthoredOnElement ??= request.AuthoredOnElement;
        task.Priority = request.Priority;
        foreach (var author in parties.PeopleOf("RP"))
            AddAgent(author, "author");
        foreach (var other in parties.PeopleOf(null))
            AddAgent(other, "informant");
    }

    private void AddAgent(ResourceReference who, string role) => scope.Provenance.Agent.Add(new()
    {
        Type = new(FhirNames.Terminology("provenance-participant-type"), role),
        Who = who,
    });

    private void ReadPackage(string number)
    {
        request.ReasonReference.AddRange(VisitReader.ReadDiagnoses(scope, scope.Message.All("DG1"), number));
        request.SupportingInfo.AddRange(PatientReader.ReadAllergies(scope));
        request.SupportingInfo.AddRange(VisitReader.ReadProcedures(scope, number));
        var results = new ResultReader(scope, number);
        var keys = new ObservationKeys(scope, number);
        var inReport = false;
        foreach (var segment in scope.Message.Segments)
        {
            inReport = segment.Name is "OBR" || (inReport && (segment.Name is "OBX" or "NTE" or "SPM" or "TQ1"));
            if (inReport || segment.Name is "ORC")
                results.Take(segment);
            else if (segment.Name is "NTE")
                AddNote(segment);
            else if (segment.Name is "OBX")
                request.SupportingInfo.AddRange(StandaloneObx.Read(scope, segment, keys, out _));
        }

        results.Close();
        request.SupportingInfo.AddRange(results.Reports);
    }

    private void AddNote(Hl7Segment nte)
    {
        var note = new Annotation();
        NteMap.Rows.Read(nte, note, scope, "ServiceRequest.note");
        if (note.Text is not null)
            request.Note.Add(note);
    }
}
