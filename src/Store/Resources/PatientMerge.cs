using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

public static partial class Resources
{

    private const string RecordOf = $"""
        select {StoredResource.Columns} from resource
         where patient_id = @from and type <> 'Patient' and not deleted
         order by type, id
         limit {MergeLimit}
        """;

    /// <summary>Resources re-written in one round.</summary>
    private const string MergeLimit = "200";

    private const string Pointing = $"""
        select distinct {StoredResource.RowColumns}
          from index_reference i join resource r on r.type = i.type and r.id = i.id
         where i.target_type = 'Patient' and i.target_id = @from and i.type <> 'Patient'
         order by r.type, r.id
         limit {MergeLimit}
        """;

    private const string MoveKeys = "update business_key set id = @to where type = 'Patient' and id = @from";

    /// <summary>Moves everything of one patient to another: compartment, index rows, business keys, and the references
    /// in bodies as new versions. The patient resources themselves are the caller's.</summary>
    /// <returns>Number of resources that got a new version.</returns>
    public static async Task<int> RepointPatientAsync(
        HubTransaction tx, string fromId, string toId, Guid messageId, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(fromId, toId);
        await tx.ExecuteAsync(MoveKeys, ct, ("@from", fromId), ("@to", toId));
        var moved = await MoveAsync(RecordOf) + await MoveAsync(Pointing);
        await CareRelations.MoveAsync(tx, fromId, toId, ct);
        return moved;

        async Task<int> MoveAsync(string query)
        {
            var moved = 0;
            while (true) // every round takes its rows out of the query's reach
            {
                var rows = await tx.QueryAsync(query, StoredResource.Read, ct, ("@from", fromId));
                if (rows.Count == 0)
                    return moved;
                var stored = await WriteAsync(tx, [.. rows.Select(r => Repointed(r, fromId, toId, messageId))], ct);
                if (!stored.Any(s => s.Changed))
                    throw new InvalidOperationException("Re-pointing a patient's record does not come to an end.");
                moved += stored.Count(s => s.Changed);
            }
        }
    }

    // The body is our own JSON, compact: a literal reference is exactly this text, with or without a version.
    private static ResourceWrite Repointed(StoredResource row, string fromId, string toId, Guid messageId)
    {
        var body = row.BodyJson
            .Replace($"\"Patient/{fromId}\"", $"\"Patient/{toId}\"", StringComparison.Ordinal)
            .Replace($"\"Patient/{fromId}/_history/", $"\"Patient/{toId}/_history/", StringComparison.Ordinal);
        var patient = row.PatientId == fromId ? toId : row.PatientId;
        return new(
            row.Type, row.Id, [], FhirJson.Parse<Resource>(body), row.Custodian, patient, row.EventAt, messageId);
    }
}
