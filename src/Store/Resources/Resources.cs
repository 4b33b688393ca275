namespace IntegrationHub.Store;

/// <summary>FHIR resources: current rows, history and index rows, written together.</summary>
public static partial class Resources
{
    /// <summary>
    /// Stores resources. What is identical or older than what is stored makes no new version. In few round trips,
    /// whatever the number; rows are locked in the order of type and id.
    /// </summary>
    /// <returns>What is stored now, in the order of <paramref name="writes"/>.</returns>
    public static Task<IReadOnlyList<StoredResource>> WriteAsync(
        HubTransaction tx, IReadOnlyList<ResourceWrite> writes, CancellationToken ct) =>
        throw new NotImplementedException();

    /// <summary>Moves everything of one patient to another: compartment, index rows, business keys, and the references
    /// in bodies as new versions. The patient resources themselves are the caller's.</summary>
    /// <returns>Number of resources that got a new version.</returns>
    public static Task<int> RepointPatientAsync(
        HubTransaction tx, string fromId, string toId, Guid messageId, CancellationToken ct) =>
        throw new NotImplementedException();
}
