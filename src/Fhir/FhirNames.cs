namespace IntegrationHub.Fhir;

/// <summary>Every system and extension URI the hub writes. National systems are OIDs (WS/T and GB standards).</summary>
/// <remarks>
/// Hub-wide names have three parts (<c>urn:hub:error</c>); names scoped by a member have four
/// (<c>urn:hub:county-general:mr</c>), so the two can never meet.
/// </remarks>
public static class FhirNames
{
    /// <summary>System of <see cref="Contracts.HubErrorCode"/> in outcomes.</summary>
    public const string ErrorSystem = "urn:hub:error";

    /// <summary>Identity a message got at the journal: <c>Bundle.identifier</c>, <c>Provenance.entity</c>.</summary>
    public const string MessageId = "urn:hub:message";

    /// <summary>Member id of an organisation of the network.</summary>
    public const string MemberId = "urn:hub:member";

    /// <summary>Fine status of a referral, <c>Task.businessStatus</c>.</summary>
    public const string ReferralStatus = "urn:hub:referral-status";

    /// <summary>Kinds of work a <c>Task</c> stands for: <c>referral</c>, <c>order</c>.</summary>
    public const string TaskCode = "urn:hub:task";

    /// <summary>Trigger event of the source message, <c>Provenance.activity</c>: <c>ORU^R01</c>.</summary>
    public const string EventSystem = "urn:hub:event";

    /// <summary>Extension: the coding the source sent where FHIR allows only its own code (gender, status).</summary>
    public const string OriginalCode = "urn:hub:original-code";

    /// <summary>Extension: direction of a referral, <c>up</c>, <c>down</c> or <c>across</c> the tiers.</summary>
    public const string ReferralDirection = "urn:hub:referral-direction";

    /// <summary>Suffix of an observation code (HL7 v2 OBX-3.1.2), e.g. <c>IMP</c> for the impression.</summary>
    public const string ObservationSuffix = "urn:hub:observation-suffix";

    /// <summary>Extension: when an observation was analysed (OBX-19).</summary>
    public const string AnalysisTime = "urn:hub:analysis-time";

    /// <summary>System of <c>ServiceRequest.category</c> of the hub: <c>referral</c>, <c>order</c>.</summary>
    public const string ServiceCategory = "urn:hub:service-category";

    /// <summary>Extension: ethnic group (GB/T 3304).</summary>
    public const string EthnicGroup = "urn:hub:ethnic-group";

    /// <summary>Extension: division code of an address (GB/T 2260).</summary>
    public const string DivisionCode = "urn:hub:division-code";

    /// <summary>Resident ID number, 18 characters, checksum verified (GB 11643). Identities match on it.</summary>
    public const string IdCard = "urn:oid:2.16.156.10011.1.3";

    /// <summary>What was sent as ID number but fails GB 11643. Kept, shown, never matched on.</summary>
    public const string IdCardUnverified = "urn:hub:id-card-unverified";

    /// <summary>Health record number of a resident (城乡居民健康档案编号).</summary>
    public const string HealthRecord = "urn:oid:2.16.156.10011.1.2";

    /// <summary>Resident health card number (居民健康卡号).</summary>
    public const string HealthCard = "urn:oid:2.16.156.10011.1.19";

    /// <summary>Unified social credit code of an organisation (GB 32100).</summary>
    public const string CreditCode = "urn:oid:2.16.156.10011.1.5";

    /// <summary>Sex, GB/T 2261.1.</summary>
    public const string Sex = "urn:oid:2.16.156.10011.2.3.3.4";

    /// <summary>Marital status, GB/T 2261.2.</summary>
    public const string Marital = "urn:oid:2.16.156.10011.2.3.3.5";

    /// <summary>Ethnic group, GB/T 3304.</summary>
    public const string Ethnic = "urn:oid:2.16.156.10011.2.3.3.3";

    /// <summary>Relation to a person, GB/T 4761.</summary>
    public const string Relation = "urn:oid:2.16.156.10011.2.3.3.8";

    /// <summary>Occupation, GB/T 2261.4.</summary>
    public const string Occupation = "urn:oid:2.16.156.10011.2.3.3.13";

    /// <summary>ICD-10 as used in China.</summary>
    public const string Icd10 = "urn:oid:2.16.156.10011.2.3.3.11";

    /// <summary>ICD-9-CM-3 as used in China.</summary>
    public const string Icd9Cm3 = "urn:oid:2.16.156.10011.2.3.3.12";

    /// <summary>Diseases and patterns of traditional Chinese medicine, GB/T 15657.</summary>
    public const string Tcm = "urn:oid:2.16.156.10011.2.3.3.14";

    /// <summary>LOINC.</summary>
    public const string Loinc = "http://loinc.org";

    /// <summary>UCUM units.</summary>
    public const string Ucum = "http://unitsofmeasure.org";

    /// <summary>SNOMED CT.</summary>
    public const string Snomed = "http://snomed.info/sct";

    /// <summary>An HL7 v2 table published as a FHIR code system, e.g. table 0203.</summary>
    public static string V2Table(string table) => "http://terminology.hl7.org/CodeSystem/v2-" + table;

    /// <summary>An HL7 v3 code system, e.g. <c>ActCode</c>.</summary>
    public static string V3(string name) => "http://terminology.hl7.org/CodeSystem/v3-" + name;

    /// <summary>A FHIR terminology code system, e.g. <c>observation-category</c>.</summary>
    public static string Terminology(string name) => "http://terminology.hl7.org/CodeSystem/" + name;

    /// <summary>System of numbers that one member gives out.</summary>
    /// <param name="member">Member id.</param>
    /// <param name="kind">One of <see cref="Kinds"/>, or the lower-case type code of the source.</param>
    public static string Scoped(string member, string kind) => $"urn:hub:{member}:{kind}";
}
