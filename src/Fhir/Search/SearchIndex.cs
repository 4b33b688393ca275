using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>
/// Index rows of a resource, written by hand per type: no FHIRPath on the hot path. <c>_id</c> and <c>_lastUpdated</c>
/// have no rows; the store keeps them as columns.
/// </summary>
public static class SearchIndex
{
    /// <summary>Every distinct row of <paramref name="resource"/>; empty for types nobody searches.</summary>
    /// <remarks>References must be resolved (<c>Type/id</c>): <c>urn:uuid:</c> and logical references give no
    /// row.</remarks>
    public static IReadOnlyList<IndexRow> Rows(Resource resource)
    {
        var rows = new IndexRows();
        switch (resource)
        {
            case Patient r: PersonIndex.Add(rows, r); break;
            case Practitioner r: PersonIndex.Add(rows, r); break;
            case Organization r: NetworkIndex.Add(rows, r); break;
            case Location r: NetworkIndex.Add(rows, r); break;
            case Encounter r: CareIndex.Add(rows, r); break;
            case Condition r: CareIndex.Add(rows, r); break;
            case Procedure r: CareIndex.Add(rows, r); break;
            case AllergyIntolerance r: CareIndex.Add(rows, r); break;
            case Coverage r: CareIndex.Add(rows, r); break;
            case Appointment r: WorkflowIndex.Add(rows, r); break;
            case ServiceRequest r: WorkflowIndex.Add(rows, r); break;
            case FhirTask r: WorkflowIndex.Add(rows, r); break;
            case Observation r: ResultIndex.Add(rows, r); break;
            case DiagnosticReport r: ResultIndex.Add(rows, r); break;
            case Specimen r: ResultIndex.Add(rows, r); break;
            case DocumentReference r: DocumentIndex.Add(rows, r); break;
            case Provenance r: DocumentIndex.Add(rows, r); break;
        }

        return rows.Distinct();
    }
}
