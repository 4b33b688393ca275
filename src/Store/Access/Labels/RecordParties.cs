using System.Collections.Frozen;

namespace IntegrationHub.Store;

/// <summary>
/// Which search parameters of a type name its parties: organisations a record is addressed to or that have a hand in
/// it. A managing or service organisation is none: that is who keeps the record.
/// </summary>
internal static class RecordParties
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> Parameters = new Dictionary<string, string>
    {
        ["Appointment"] = "actor",
        ["AppointmentResponse"] = "actor",
        ["CarePlan"] = "performer",
        ["CareTeam"] = "participant",
        ["Claim"] = "provider insurer",
        ["ClaimResponse"] = "requestor insurer",
        ["Communication"] = "recipient sender",
        ["CommunicationRequest"] = "recipient sender requester",
        ["Composition"] = "author attester",
        ["DeviceRequest"] = "requester performer",
        ["DiagnosticReport"] = "performer results-interpreter",
        ["DocumentReference"] = "author authenticator custodian",
        ["Immunization"] = "performer",
        ["MedicationDispense"] = "performer receiver",
        ["MedicationRequest"] = "requester intended-dispenser intended-performer",
        ["Observation"] = "performer",
        ["Procedure"] = "performer",
        ["ServiceRequest"] = "requester performer",
        ["SupplyRequest"] = "requester supplier",
        ["Task"] = "requester owner",
    }.ToFrozenDictionary(p => p.Key, p => p.Value.Split(' ').ToFrozenSet(StringComparer.Ordinal));

    /// <summary>True when records of this type can name parties.</summary>
    public static bool MayName(string type) => Parameters.ContainsKey(type);

    /// <summary>Members a record names, its custodian excepted.</summary>
    public static IReadOnlyList<string> Of(
        string type, string custodian, IEnumerable<IndexEntry> entries, AccessPolicy policy) =>
        !Parameters.TryGetValue(type, out var names) ? [] : Organizations(entries, names.Contains, custodian, policy);

    /// <summary>Members a service request asks to do it: they see its package too.</summary>
    public static IReadOnlyList<string> PerformersOf(
        string custodian, IEnumerable<IndexEntry> entries, AccessPolicy policy) =>
        Organizations(entries, n => n == "performer", custodian, policy);

    /// <summary>Ids of the service requests a result is based on.</summary>
    public static IReadOnlyList<string> OrdersOf(IEnumerable<IndexEntry> entries) =>
    [
        .. entries.Where(e => e is { Kind: IndexKind.Reference, Param: "based-on", A: "ServiceRequest" })
            .Select(e => e.B).Distinct(StringComparer.Ordinal),
    ];

    private static string[] Organizations(
        IEnumerable<IndexEntry> entries, Func<string, bool> named, string custodian, AccessPolicy policy) =>
    [
        .. entries.Where(e => e is { Kind: IndexKind.Reference, A: "Organization" } && named(e.Param)
                && e.B != custodian && policy.Members.Find(e.B) is not null)
            .Select(e => e.B).Distinct(StringComparer.Ordinal),
    ];
}
