using Hl7.Fhir.Model;
using static Hl7.Fhir.Model.ContactPoint;

namespace IntegrationHub.Fhir;

/// <summary>Index rows of people.</summary>
internal static class PersonIndex
{
    public static void Add(IndexRows rows, Patient r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("active", r.Active);
        rows.Token("gender", r.GenderElement);
        rows.Token("phone", r.Telecom, ContactPointSystem.Phone);
        rows.Name(r.Name);
        rows.Date("birthdate", r.BirthDateElement);
        rows.Reference("organization", r.ManagingOrganization);
        rows.Reference("general-practitioner", r.GeneralPractitioner);
        rows.Reference("link", r.Link.Select(l => l.Other).OfType<ResourceReference>());
    }

    public static void Add(IndexRows rows, Practitioner r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("active", r.Active);
        rows.Token("phone", r.Telecom, ContactPointSystem.Phone);
        rows.Name(r.Name);
    }
}
