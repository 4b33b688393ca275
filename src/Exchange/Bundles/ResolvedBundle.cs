using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>A converted bundle whose entries have their ids, and whose references point to stored resources.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Targets">fullUrl → resource.</param>
/// <param name="Existing">What is stored of those that were there before, Patients excepted.</param>
/// <param name="PatientId">The patient the message is about; null when it names none.</param>
internal sealed record ResolvedBundle(
    IReadOnlyList<PlannedEntry> Entries,
    IReadOnlyDictionary<string, ResourceKey> Targets,
    IReadOnlyDictionary<ResourceKey, StoredResource> Existing,
    string? PatientId)
{
    public ResourceKey KeyOf(PlannedEntry entry) => Targets[entry.FullUrl];

    public string IdOf(PlannedEntry entry) => Targets[entry.FullUrl].Id;

    public StoredResource? StoredOf(PlannedEntry entry) => Existing.GetValueOrDefault(KeyOf(entry));
}
