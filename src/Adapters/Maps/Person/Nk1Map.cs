using Hl7.Fhir.Model;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>NK1 → Patient.contact.</summary>
internal static class Nk1Map
{
    public static readonly SegmentMap<Patient.ContactComponent> Rows = new("NK1", source: "v2-to-FHIR: NK1[Patient]")
    {
        Ignore("NK1-1", "a running number"),
        { "NK1-2", "name", Optional, (c, f) => c.Name = f.Name() },
        { "NK1-3", "relationship", Optional, (c, f) => c.Relationship.AddRange(f.Concepts("0063")) },
        { "NK1-4", "address", Optional, (c, f) => c.Address = f.Address() },
        { "NK1-5", "telecom", Optional, (c, f) => AddTelecoms(c, f, ContactPoint.ContactPointUse.Home) },
        { "NK1-6", "telecom", Optional, (c, f) => AddTelecoms(c, f, ContactPoint.ContactPointUse.Work) },
        { "NK1-7", "relationship", Optional, (c, f) => c.Relationship.AddRange(f.Concepts("0131")) },
        { "NK1-8", "period.start", Optional, (c, f) => (c.Period ??= new()).StartElement = f.DateTime() },
        { "NK1-9", "period.end", Optional, (c, f) => (c.Period ??= new()).EndElement = f.DateTime() },
        { "NK1-13", "organization", Optional, (c, f) => c.Organization = f.Organization() },
        { "NK1-15", "gender", Optional, (c, f) => c.GenderElement = f.Code(PersonCodes.Gender) },
    };

    private static void AddTelecoms(Patient.ContactComponent c, FieldReader f, ContactPoint.ContactPointUse use)
    {
        foreach (var contact in f.Repetitions().Select(r => r.Telecom()).OfType<ContactPoint>())
        {
            contact.Use ??= use;
            c.Telecom.Add(contact);
        }
    }
}
