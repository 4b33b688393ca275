using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>Index rows of organisations and places.</summary>
internal static class NetworkIndex
{
    public static void Add(IndexRows rows, Organization r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("active", r.Active);
        rows.Token("type", r.Type);
        rows.Text("name", r.Name);
        foreach (var alias in r.Alias)
            rows.Text("name", alias);
        rows.Reference("partof", r.PartOf);
    }

    public static void Add(IndexRows rows, Location r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("status", r.StatusElement);
        rows.Text("name", r.Name);
        rows.Reference("organization", r.ManagingOrganization);
        rows.Reference("partof", r.PartOf);
    }
}
