using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>Index rows of results.</summary>
internal static class ResultIndex
{
    public static void Add(IndexRows rows, Observation r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("status", r.StatusElement);
        rows.Token("category", r.Category);
        rows.Token("code", r.Code);
        rows.Date("date", r.Effective);
        rows.Reference("subject", r.Subject);
        rows.Reference("encounter", r.Encounter);
        rows.Reference("performer", r.Performer);
        rows.Reference("based-on", r.BasedOn);
        rows.Reference("specimen", r.Specimen);
        rows.Reference("has-member", r.HasMember);
        rows.Reference("derived-from", r.DerivedFrom);
    }

    public static void Add(IndexRows rows, DiagnosticReport r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("status", r.StatusElement);
        rows.Token("category", r.Category);
        rows.Token("code", r.Code);
        rows.Date("date", r.Effective);
        rows.Date("issued", r.IssuedElement);
        rows.Reference("subject", r.Subject);
        rows.Reference("encounter", r.Encounter);
        rows.Reference("performer", r.Performer);
        rows.Reference("results-interpreter", r.ResultsInterpreter);
        rows.Reference("result", r.Result);
        rows.Reference("specimen", r.Specimen);
        rows.Reference("based-on", r.BasedOn);
    }

    public static void Add(IndexRows rows, Specimen r)
    {
        rows.Token("identifier", r.Identifier);
        rows.Token("accession", r.AccessionIdentifier);
        rows.Token("status", r.StatusElement);
        rows.Token("type", r.Type);
        rows.Date("collected", r.Collection?.Collected);
        rows.Reference("subject", r.Subject);
        rows.Reference("parent", r.Parent);
    }
}
