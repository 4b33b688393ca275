using Hl7.Fhir.Model;

namespace IntegrationHub.Store;

/// <summary>A resource to be stored.</summary>
/// <param name="Type">Resource type.</param>
/// <param name="Id">Logical id; null: that of the first known key, or a new one.</param>
/// <param name="Keys">Business identifiers that shall lead here from now on.</param>
/// <param name="Resource">Content; its references point to stored resources. Id and meta are filled in here.</param>
/// <param name="Custodian">Member that keeps the record.</param>
/// <param name="PatientId">Patient whose record it belongs to; null: none.</param>
/// <param name="EventAt">When the source says it happened; an older one never overwrites a newer one.</param>
/// <param name="MessageId">Message that brought it.</param>
public sealed record ResourceWrite(
    string Type,
    string? Id,
    IReadOnlyList<BusinessKey> Keys,
    Resource Resource,
    string Custodian,
    string? PatientId,
    DateTimeOffset EventAt,
    Guid MessageId);
