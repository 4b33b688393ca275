using System.Collections.Frozen;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters;

/// <summary>Names of coding systems as messages write them (table 0396 and local habit) → URI.</summary>
internal static class CodeSystemNames
{
    private static readonly FrozenDictionary<string, string> Known = new Dictionary<string, string>
    {
        ["LN"] = FhirNames.Loinc,
        ["LOINC"] = FhirNames.Loinc,
        ["SCT"] = FhirNames.Snomed,
        ["SNM"] = FhirNames.Snomed,
        ["UCUM"] = FhirNames.Ucum,
        ["I10"] = FhirNames.Icd10,
        ["I10C"] = FhirNames.Icd10,
        ["ICD10"] = FhirNames.Icd10,
        ["ICD-10"] = FhirNames.Icd10,
        ["I9C"] = FhirNames.Icd9Cm3,
        ["I9CP"] = FhirNames.Icd9Cm3,
        ["ICD9CM3"] = FhirNames.Icd9Cm3,
        ["ICD-9-CM-3"] = FhirNames.Icd9Cm3,
        ["GB/T 2261.1"] = FhirNames.Sex,
        ["GB/T 2261.2"] = FhirNames.Marital,
        ["GB/T 2261.4"] = FhirNames.Occupation,
        ["GB/T 3304"] = FhirNames.Ethnic,
        ["GB/T 4761"] = FhirNames.Relation,
        ["GB/T 15657"] = FhirNames.Tcm,
        ["TCM"] = FhirNames.Tcm,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The URI, or null for names only the hospital knows.</summary>
    public static string? Find(string name)
    {
        if (Known.TryGetValue(name, out var known))
            return known;
        if (name.Length == 7 && name.StartsWith("HL7", StringComparison.OrdinalIgnoreCase)
            && !name.AsSpan(3).ContainsAnyExceptInRange('0', '9'))
            return FhirNames.V2Table(name[3..]);
        if (name.StartsWith("urn:", StringComparison.Ordinal) || name.StartsWith("http", StringComparison.Ordinal))
            return name;
        return IsOid(name) ? "urn:oid:" + name : null;
    }

    private static bool IsOid(string name) =>
        name.Length > 6 && name[0] is >= '0' and <= '2' && name[1] == '.'
            && name.All(c => c == '.' || char.IsAsciiDigit(c));
}
