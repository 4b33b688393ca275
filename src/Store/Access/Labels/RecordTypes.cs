using System.Collections.Frozen;
using static IntegrationHub.Store.RecordClass;

namespace IntegrationHub.Store;

/// <summary>The class of every resource type of FHIR R4 (docs/security/access.md, "classes").</summary>
public static class RecordTypes
{
    private static readonly FrozenDictionary<string, RecordClass> Classes = Read(
        (Open, """
            ActivityDefinition CapabilityStatement CatalogEntry ChargeItemDefinition CodeSystem CompartmentDefinition
            ConceptMap DeviceDefinition EffectEvidenceSynthesis Endpoint EventDefinition Evidence EvidenceVariable
            ExampleScenario GraphDefinition HealthcareService ImplementationGuide InsurancePlan Library Location Measure
            Medication MedicationKnowledge MedicinalProduct MedicinalProductAuthorization
            MedicinalProductContraindication MedicinalProductIndication MedicinalProductIngredient
            MedicinalProductInteraction MedicinalProductManufactured MedicinalProductPackaged
            MedicinalProductPharmaceutical MedicinalProductUndesirableEffect MessageDefinition NamingSystem
            ObservationDefinition OperationDefinition Organization OrganizationAffiliation PlanDefinition Practitioner
            PractitionerRole Questionnaire ResearchDefinition ResearchElementDefinition RiskEvidenceSynthesis Schedule
            SearchParameter Slot SpecimenDefinition StructureDefinition StructureMap Substance SubstanceNucleicAcid
            SubstancePolymer SubstanceProtein SubstanceReferenceInformation SubstanceSourceMaterial
            SubstanceSpecification TerminologyCapabilities TestScript ValueSet
            """),
        (Identity, "Coverage Patient Person RelatedPerson"),
        (Booking, "Appointment AppointmentResponse"),
        (Request, """
            Communication CommunicationRequest DeviceRequest NutritionOrder RequestGroup ServiceRequest SupplyRequest
            Task VisionPrescription
            """),
        (Visit, "Encounter EpisodeOfCare"),
        (Result, "BodyStructure DiagnosticReport ImagingStudy Media Observation Specimen"),
        (Result | Genetic, "MolecularSequence"),
        (Document, "Binary Composition DocumentManifest DocumentReference"),
        (Clinical, """
            AdverseEvent AllergyIntolerance CarePlan CareTeam ClinicalImpression Condition DetectedIssue Device
            DeviceUseStatement FamilyMemberHistory Flag Goal GuidanceResponse Immunization ImmunizationEvaluation
            ImmunizationRecommendation List Procedure QuestionnaireResponse RiskAssessment SupplyDelivery
            """),
        (RecordClass.Medication,
            "MedicationAdministration MedicationDispense MedicationRequest MedicationStatement"),
        (Finance, """
            Account ChargeItem Claim ClaimResponse CoverageEligibilityRequest CoverageEligibilityResponse
            EnrollmentRequest EnrollmentResponse ExplanationOfBenefit Invoice PaymentNotice PaymentReconciliation
            """),
        (Governance, "AuditEvent Consent Provenance"),
        (Private, """
            Basic BiologicallyDerivedProduct Bundle Contract DeviceMetric Group Linkage MeasureReport MessageHeader
            OperationOutcome Parameters ResearchStudy ResearchSubject Subscription TestReport VerificationResult
            """));

    // What they hold is a patient's or it is nothing anybody else should see.
    private static readonly FrozenSet<string> OnlyOfPatient = FrozenSet.Create(
        StringComparer.Ordinal, "Binary", "Device", "List", "Media", "QuestionnaireResponse");

    /// <summary>All types that have a class.</summary>
    public static IReadOnlyCollection<string> All => Classes.Keys;

    /// <summary>The class of a resource, its sensitivity left aside.</summary>
    /// <param name="type">Resource type.</param>
    /// <param name="ofPatient">It belongs to a patient's record.</param>
    public static RecordClass Of(string type, bool ofPatient) => Classes.GetValueOrDefault(type, Private) switch
    {
        Open when ofPatient => Private, // a schedule of a patient, a product made for one …
        _ when !ofPatient && OnlyOfPatient.Contains(type) => Private,
        var own => own,
    };

    private static FrozenDictionary<string, RecordClass> Read(params (RecordClass Class, string Types)[] lines) =>
        lines.SelectMany(l => l.Types.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(t => KeyValuePair.Create(t, l.Class))).ToFrozenDictionary(StringComparer.Ordinal);
}
