using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>The steps of a referral are made at the referral desk, not behind its back.</summary>
internal static class ReferralGuard
{
    private const string Managed = """
        select task_id from referral where task_id = any(@ids)
        union
        select request_id from referral where request_id = any(@ids)
        """;

    /// <summary>Ids of those tasks and service requests that belong to a referral.</summary>
    public static async Task<IReadOnlySet<string>> ManagedAsync(
        HubTransaction tx, IEnumerable<ResourceKey> keys, CancellationToken ct)
    {
        string[] ids = [.. keys.Where(k => k.Type is "Task" or "ServiceRequest").Select(k => k.Id).Distinct()];
        return ids.Length == 0
            ? new HashSet<string>()
            : (await tx.QueryAsync(Managed, r => r.GetString(0), ct, ("@ids", ids))).ToHashSet(StringComparer.Ordinal);
    }

    /// <returns>Why the change is refused; null when it touches no step.</returns>
    public static HubError? Refusal(StoredResource stored, Resource? next) => next switch
    {
        null => Behind("deleted"),
        FhirTask task when Fhir.FhirJson.Parse<FhirTask>(stored.BodyJson) is var was
            && (was.Status != task.Status || !Same(was.BusinessStatus, task.BusinessStatus)) => Behind("moved"),
        ServiceRequest request when Fhir.FhirJson.Parse<ServiceRequest>(stored.BodyJson).Status != request.Status =>
            Behind("moved"),
        _ => null,
    };

    private static bool Same(CodeableConcept? one, CodeableConcept? other) =>
        one is null ? other is null : other is not null && one.IsExactly(other);

    private static HubError Behind(string what) => new(
        HubErrorCode.BusinessRule, $"This belongs to a referral: it is {what} by the referral's own steps only.");
}
