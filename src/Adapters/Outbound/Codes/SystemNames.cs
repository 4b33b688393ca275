using System.Collections.Frozen;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>URIs of systems as HL7 v2 names them: coding systems in CWE.3, givers of numbers in HD.</summary>
internal static class SystemNames
{
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>
    {
        [FhirNames.Loinc] = "LN",
        [FhirNames.Snomed] = "SCT",
        [FhirNames.Ucum] = "UCUM",
        [FhirNames.Icd10] = "I10",
        [FhirNames.Icd9Cm3] = "I9C",
        [FhirNames.Tcm] = "TCM",
        [FhirNames.Sex] = "GB/T 2261.1",
        [FhirNames.Marital] = "GB/T 2261.2",
        [FhirNames.Occupation] = "GB/T 2261.4",
        [FhirNames.Ethnic] = "GB/T 3304",
        [FhirNames.Relation] = "GB/T 4761",
        [FhirNames.V3("ObservationInterpretation")] = "HL70078",
    }.ToFrozenDictionary();

    private static readonly string V2 = FhirNames.V2Table("");

    /// <summary>CWE.3 of a coding system. Codes of the sending hospital itself are <c>L</c>, of another one <c>99</c>
    /// and its name.</summary>
    public static string? OfCodes(string? system, Member sender)
    {
        if (string.IsNullOrEmpty(system))
            return null;
        if (Known.TryGetValue(system, out var known))
            return known;
        if (system.StartsWith(V2, StringComparison.Ordinal))
            return "HL7" + system[V2.Length..];
        if (system.StartsWith("urn:oid:", StringComparison.Ordinal))
            return system["urn:oid:".Length..];
        if (Scope(system) is not var (member, kind))
            return system;
        if (member != sender.Id)
            return "99" + member.ToUpperInvariant();
        return IsField(kind) ? "L" : Uri.UnescapeDataString(kind).ToUpperInvariant();
    }

    /// <summary>The giver of a number as HD: the facility of a member, or an OID or URI.</summary>
    public static (string? Namespace, string? UniversalId, string? Type) Giver(string? system, MemberDirectory members)
    {
        if (string.IsNullOrEmpty(system))
            return default;
        if (Scope(system) is var (member, _))
            return (members.Find(member)?.Facilities[0] ?? member, null, null);
        return system.StartsWith("urn:oid:", StringComparison.Ordinal)
            ? (null, system["urn:oid:".Length..], "ISO")
            : (null, system, "URI");
    }

    // obx-3: codes whose system the hospital did not name.
    private static bool IsField(string kind) =>
        kind.Contains('-', StringComparison.Ordinal) && char.IsAsciiDigit(kind[^1]);

    /// <summary>Member and kind of a system like <c>urn:hub:county-general:mr</c>.</summary>
    public static (string Member, string Kind)? Scope(string? system)
    {
        var parts = system?.Split(':', 4) ?? [];
        return parts is ["urn", "hub", { Length: > 0 } member, { Length: > 0 } kind] ? (member, kind) : null;
    }
}
