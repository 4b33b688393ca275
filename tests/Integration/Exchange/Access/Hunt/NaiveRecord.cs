using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>A stored record as the naive rule looks at it: read once, by somebody who may see everything.</summary>
internal sealed record NaiveRecord(
    string Type, string Id, int Version, string Custodian, string? PatientId, bool Deleted, DateTimeOffset EventAt,
    Resource Resource)
{
    public string Key => $"{Type}/{Id}";

    public static NaiveRecord Of(StoredResource stored) => new(
        stored.Type, stored.Id, stored.Version, stored.Custodian, stored.PatientId, stored.Deleted, stored.EventAt,
        FhirJson.Parse<Resource>(stored.BodyJson));
}

/// <summary>A referral and where it stands.</summary>
internal sealed record NaiveReferral(
    string RequestId, string PatientId, string Referrer, string Receiver, string State, DateTimeOffset ChangedAt);
