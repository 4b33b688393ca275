using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>Index rows of visits and of what is known about a person.</summary>
internal static class CareIndex
{
    public static void Add(IndexRows rows, Encounter r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("status", r.StatusElement);
        rows.Token("class", r.Class);
        rows.Token("type", r.Type);
        rows.Date("date", r.Period);
        rows.Reference("subject", r.Subject);
        rows.Reference("service-provider", r.ServiceProvider);
        rows.Reference("participant", r.Participant.Select(p => p.Individual).OfType<ResourceReference>());
        rows.Reference("location", r.Location.Select(l => l.Location).OfType<ResourceReference>());
        rows.Reference("based-on", r.BasedOn);
        rows.Reference("appointment", r.Appointment);
        rows.Reference("diagnosis", r.Diagnosis.Select(d => d.Condition).OfType<ResourceReference>());
    }

    public static void Add(IndexRows rows, Condition r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("code", r.Code);
        rows.Token("category", r.Category);
        rows.Token("clinical-status", r.ClinicalStatus);
        rows.Date("recorded-date", r.RecordedDateElement);
        rows.Reference("subject", r.Subject);
        rows.Reference("encounter", r.Encounter);
    }

    public static void Add(IndexRows rows, Procedure r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("status", r.StatusElement);
        rows.Token("category", r.Category);
        rows.Token("code", r.Code);
        rows.Date("date", r.Performed);
        rows.Reference("subject", r.Subject);
        rows.Reference("encounter", r.Encounter);
    }

    public static void Add(IndexRows rows, AllergyIntolerance r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("code", r.Code);
        rows.Token("clinical-status", r.ClinicalStatus);
        rows.Date("date", r.RecordedDateElement);
        rows.Reference("patient", r.Patient);
    }

    public static void Add(IndexRows rows, Coverage r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("status", r.StatusElement);
        rows.Token("type", r.Type);
        rows.Reference("beneficiary", r.Beneficiary);
        rows.Reference("payor", r.Payor);
    }
}
