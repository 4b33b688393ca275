using System.Collections.Concurrent;
using System.Collections.Frozen;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>
/// Compartments of FHIR R4: <c>/Patient/x/Observation</c> holds what refers to Patient x by one of these parameters
/// (https://hl7.org/fhir/R4/compartmentdefinition.html).
/// </summary>
public static class Compartments
{
    // Type of the members and the parameters that lead to the owner; one line per type.
    private const string Patient = """
        Account subject
        AdverseEvent subject
        AllergyIntolerance patient recorder asserter
        Appointment actor
        AppointmentResponse actor
        AuditEvent patient
        Basic patient author
        BodyStructure patient
        CarePlan patient performer
        CareTeam patient participant
        ChargeItem subject
        Claim patient payee
        ClaimResponse patient
        ClinicalImpression subject
        Communication subject sender recipient
        CommunicationRequest subject sender recipient requester
        Composition subject author attester
        Condition patient asserter
        Consent patient
        Coverage policy-holder subscriber beneficiary payor
        CoverageEligibilityRequest patient
        CoverageEligibilityResponse patient
        DetectedIssue patient
        DeviceRequest subject performer
        DeviceUseStatement subject
        DiagnosticReport subject
        DocumentManifest subject author recipient
        DocumentReference subject author
        Encounter patient
        EnrollmentRequest subject
        EpisodeOfCare patient
        ExplanationOfBenefit patient payee
        FamilyMemberHistory patient
        Flag patient
        Goal patient
        Group member
        ImagingStudy patient
        Immunization patient
        ImmunizationEvaluation patient
        ImmunizationRecommendation patient
        Invoice subject patient recipient
        List subject source
        MeasureReport patient
        Media subject
        MedicationAdministration patient performer subject
        MedicationDispense subject patient receiver
        MedicationRequest subject
        MedicationStatement subject
        MolecularSequence patient
        NutritionOrder patient
        Observation subject performer
        Patient link
        Person patient
        Procedure patient performer
        Provenance patient
        QuestionnaireResponse subject author
        RelatedPerson patient
        RequestGroup subject participant
        ResearchSubject individual
        RiskAssessment subject
        Schedule actor
        ServiceRequest subject performer
        Specimen subject
        SupplyDelivery patient
        SupplyRequest subject
        VisionPrescription patient
        """;

    private const string Encounter = """
        CarePlan encounter
        CareTeam encounter
        ChargeItem context
        Claim encounter
        ClinicalImpression encounter
        Communication encounter
        CommunicationRequest encounter
        Composition encounter
        Condition encounter
        DeviceRequest encounter
        DiagnosticReport encounter
        DocumentManifest related-ref
        DocumentReference encounter
        ExplanationOfBenefit encounter
        Media encounter
        MedicationAdministration context
        MedicationRequest encounter
        NutritionOrder encounter
        Observation encounter
        Procedure encounter
        QuestionnaireResponse encounter
        RequestGroup encounter
        ServiceRequest encounter
        VisionPrescription encounter
        """;

    private const string Practitioner = """
        Account subject
        AdverseEvent recorder
        AllergyIntolerance recorder asserter
        Appointment actor
        AppointmentResponse actor
        AuditEvent agent
        Basic author
        CarePlan performer
        CareTeam participant
        ChargeItem enterer performer-actor
        Claim enterer provider payee care-team
        ClaimResponse requestor
        ClinicalImpression assessor
        Communication sender recipient
        CommunicationRequest sender recipient requester
        Composition subject author attester
        Condition asserter
        CoverageEligibilityRequest enterer provider
        CoverageEligibilityResponse requestor
        DetectedIssue author
        DeviceRequest requester performer
        DiagnosticReport performer
        DocumentManifest subject author recipient
        DocumentReference subject author authenticator
        Encounter practitioner participant
        EpisodeOfCare care-manager
        ExplanationOfBenefit enterer provider payee care-team
        Flag author
        Group member
        Immunization performer
        Invoice participant
        Linkage author
        List source
        Media subject operator
        MedicationAdministration performer
        MedicationDispense performer receiver
        MedicationRequest requester
        MedicationStatement source
        MessageHeader receiver author responsible enterer
        NutritionOrder provider
        Observation performer
        Patient general-practitioner
        PaymentNotice provider
        PaymentReconciliation requestor
        Person practitioner
        PractitionerRole practitioner
        Procedure performer
        Provenance agent
        QuestionnaireResponse author source
        RequestGroup participant author
        ResearchStudy principalinvestigator
        RiskAssessment performer
        Schedule actor
        ServiceRequest performer requester
        Specimen collector
        SupplyDelivery supplier receiver
        SupplyRequest requester
        VisionPrescription prescriber
        """;

    private const string RelatedPerson = """
        AdverseEvent recorder
        AllergyIntolerance asserter
        Appointment actor
        AppointmentResponse actor
        Basic author
        CarePlan performer
        CareTeam participant
        ChargeItem enterer performer-actor
        Claim payee
        Communication sender recipient
        CommunicationRequest sender recipient requester
        Composition author
        Condition asserter
        Coverage policy-holder subscriber payor
        DocumentManifest author recipient
        DocumentReference author
        Encounter participant
        ExplanationOfBenefit payee
        Invoice recipient
        MedicationAdministration performer
        MedicationStatement source
        Observation performer
        Patient link
        Person link
        Procedure performer
        Provenance agent
        QuestionnaireResponse author source
        RequestGroup participant
        Schedule actor
        ServiceRequest performer
        SupplyRequest requester
        """;

    private const string Device = """
        Account subject
        Appointment actor
        AppointmentResponse actor
        AuditEvent agent
        ChargeItem enterer performer-actor
        Claim procedure-udi item-udi detail-udi subdetail-udi
        Communication sender recipient
        CommunicationRequest sender recipient
        Composition author
        DetectedIssue author
        DeviceRequest device subject requester performer
        DeviceUseStatement device
        DiagnosticReport subject
        DocumentManifest subject author
        DocumentReference subject author
        ExplanationOfBenefit procedure-udi item-udi detail-udi subdetail-udi
        Flag author
        Group member
        Invoice participant
        List subject source
        Media subject
        MedicationAdministration device
        MessageHeader target
        Observation subject device
        Provenance agent
        QuestionnaireResponse author
        RequestGroup author
        RiskAssessment performer
        Schedule actor
        ServiceRequest performer requester
        Specimen subject
        SupplyRequest requester
        """;

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string[]>> Tables =
        new Dictionary<string, string>
        {
            ["Patient"] = Patient,
            ["Encounter"] = Encounter,
            ["Practitioner"] = Practitioner,
            ["RelatedPerson"] = RelatedPerson,
            ["Device"] = Device,
        }.ToFrozenDictionary(t => t.Key, t => Read(t.Value), StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<(string Owner, string Type), string[]> Rows = new();

    /// <summary>Types that own a compartment.</summary>
    public static IReadOnlyCollection<string> Owners => Tables.Keys;

    /// <summary>Types with members in the compartment; empty for what owns none.</summary>
    public static IReadOnlyCollection<string> MembersOf(string owner) =>
        Tables.TryGetValue(owner, out var types) ? types.Keys : [];

    /// <summary>Parameters by which a type belongs to the compartment; empty when it does not.</summary>
    public static IReadOnlyList<string> ParametersOf(string owner, string type) =>
        Tables.TryGetValue(owner, out var types) && types.TryGetValue(type, out var names) ? names : [];

    /// <summary>The criterion that a resource stands in the compartment; null when its type never does.</summary>
    public static Criterion? Criterion(string owner, string id, string type)
    {
        var rows = RowsOf(owner, type);
        return rows.Length == 0 ? null
            : new AnyOf([.. rows.Select(r => new RowCriterion([r], [new ReferenceValue(owner, [id])]))]);
    }

    /// <summary>The index rows behind these parameters.</summary>
    internal static string[] RowsOf(string owner, string type) => Rows.GetOrAdd((owner, type), static k =>
    [
        .. ParametersOf(k.Owner, k.Type).Select(p => SearchParameters.Find(k.Type, p)?.IndexedAs)
            .OfType<IReadOnlyList<string>>().SelectMany(r => r).Distinct(),
    ]);

    private static FrozenDictionary<string, string[]> Read(string table) => table.Split('\n')
        .Select(line => line.Trim().Split(' '))
        .ToFrozenDictionary(l => l[0], l => l[1..], StringComparer.Ordinal);
}
