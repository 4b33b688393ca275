using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>Index rows of documents and of the record of origin.</summary>
internal static class DocumentIndex
{
    public static void Add(IndexRows rows, DocumentReference r)
    {
        rows.Token("identifier", r.MasterIdentifier);
        rows.Token("identifier", r.Identifier);
        rows.Token("status", r.StatusElement);
        rows.Token("type", r.Type);
        rows.Token("category", r.Category);
        rows.Date("date", r.DateElement);
        rows.Reference("subject", r.Subject);
        rows.Reference("author", r.Author);
        rows.Reference("custodian", r.Custodian);
        rows.Reference("encounter", r.Context?.Encounter ?? []);
        rows.Reference("related", r.Context?.Related ?? []);
    }

    public static void Add(IndexRows rows, Provenance r)
    {
        rows.Date("recorded", r.RecordedElement);
        rows.Reference("target", r.Target);
        rows.Reference("agent", r.Agent.Select(a => a.Who).OfType<ResourceReference>());
        rows.Reference("entity", r.Entity.Select(e => e.What).OfType<ResourceReference>());
    }
}
