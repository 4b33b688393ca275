using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>Index rows of requests, tasks and appointments.</summary>
internal static class WorkflowIndex
{
    public static void Add(IndexRows rows, ServiceRequest r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("requisition", r.Requisition);
        rows.Token("status", r.StatusElement);
        rows.Token("intent", r.IntentElement);
        rows.Token("priority", r.PriorityElement);
        rows.Token("category", r.Category);
        rows.Token("code", r.Code);
        rows.Date("authored", r.AuthoredOnElement);
        rows.Date("occurrence", r.Occurrence);
        rows.Reference("subject", r.Subject);
        rows.Reference("encounter", r.Encounter);
        rows.Reference("requester", r.Requester);
        rows.Reference("performer", r.Performer);
        rows.Reference("based-on", r.BasedOn);
        rows.Reference("replaces", r.Replaces);
        rows.Reference("specimen", r.Specimen);
    }

    public static void Add(IndexRows rows, FhirTask r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("group-identifier", r.GroupIdentifier);
        rows.Token("status", r.StatusElement);
        rows.Token("business-status", r.BusinessStatus);
        rows.Token("intent", r.IntentElement);
        rows.Token("priority", r.PriorityElement);
        rows.Token("code", r.Code);
        rows.Date("authored-on", r.AuthoredOnElement);
        rows.Date("modified", r.LastModifiedElement);
        rows.Date("period", r.ExecutionPeriod);
        rows.Reference("subject", r.For);
        rows.Reference("focus", r.Focus);
        rows.Reference("based-on", r.BasedOn);
        rows.Reference("encounter", r.Encounter);
        rows.Reference("requester", r.Requester);
        rows.Reference("owner", r.Owner);
        rows.Reference("part-of", r.PartOf);
    }

    public static void Add(IndexRows rows, Appointment r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("status", r.StatusElement);
        rows.Token("service-category", r.ServiceCategory);
        rows.Token("service-type", r.ServiceType);
        rows.Token("specialty", r.Specialty);
        rows.Token("appointment-type", r.AppointmentType);
        rows.Date("date", r.StartElement);
        rows.Reference("actor", r.Participant.Select(p => p.Actor).OfType<ResourceReference>());
        rows.Reference("based-on", r.BasedOn);
        rows.Reference("slot", r.Slot);
    }
}
