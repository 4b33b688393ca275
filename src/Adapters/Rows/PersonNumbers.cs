using System.Collections.Frozen;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters;

/// <summary>What the type code of a person's number says (table 0203 and codes in use here).</summary>
internal static class PersonNumbers
{
    private const string IdCardOid = "2.16.156.10011.1.3";
    private const string HealthCardOid = "2.16.156.10011.1.19";
    private const string HealthRecordOid = "2.16.156.10011.1.2";

    /// <summary>01 is 居民身份证 in CV02.01.101; the others are habits of vendors.</summary>
    private static readonly FrozenSet<string> IdCardTypes =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "NI", "NNCHN", "ID", "IDCARD", "SFZ", "01", "身份证");

    /// <summary>Types whose lower-case code is not the kind.</summary>
    private static readonly FrozenDictionary<string, string> Kinds = new Dictionary<string, string>
    {
        ["PI"] = Fhir.Kinds.MedicalRecord,
        ["PT"] = Fhir.Kinds.MedicalRecord,
        ["MR"] = Fhir.Kinds.MedicalRecord,
        ["VN"] = Fhir.Kinds.Visit,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static bool IsIdCard(string? type, string? oid) =>
        (type is not null && IdCardTypes.Contains(type)) || oid is IdCardOid;

    /// <summary>System of numbers that are one per person in the whole country.</summary>
    public static string? NationalSystem(string? type, string? oid) =>
        oid is HealthCardOid || type is "HC" ? FhirNames.HealthCard
        : oid is HealthRecordOid ? FhirNames.HealthRecord
        : null;

    public static string? KindOf(string? type) =>
        type is null ? null
        : Kinds.TryGetValue(type, out var kind) ? kind
        : Uri.EscapeDataString(type.ToLowerInvariant());
}
