using static Hl7.Fhir.Model.SearchParamType;

namespace IntegrationHub.Fhir;

/// <summary>Search parameters per type; names, types and targets are those of FHIR R4 (a test compares them).</summary>
internal static class ParameterTables
{
    public static readonly IReadOnlyList<SearchParameterInfo> Common =
    [
        new("_id", Token, "Logical id"),
        new("_lastUpdated", Date, "When the server last changed it"),
    ];

    private static readonly SearchParameterInfo Identifier = new("identifier", Token, "Business identifier");
    private static readonly SearchParameterInfo Status = new("status", Token, "Status");
    private static readonly SearchParameterInfo Category = new("category", Token, "Category");
    private static readonly SearchParameterInfo Code = new("code", Token, "What it is");
    private static readonly SearchParameterInfo Type = new("type", Token, "Kind");
    private static readonly SearchParameterInfo Active = new("active", Token, "Whether it is in use");
    private static readonly SearchParameterInfo Name =
        new("name", Hl7.Fhir.Model.SearchParamType.String, "Any part of the name");
    private static readonly SearchParameterInfo Phone = new("phone", Token, "Phone number");
    private static readonly SearchParameterInfo Subject = Ref("subject", "Whom it is about", "Patient");
    private static readonly SearchParameterInfo Encounter = Ref("encounter", "Visit", "Encounter");
    private static readonly string[] Agents = ["Organization", "Patient", "Practitioner"];

    /// <summary>Rows of <c>subject</c>, narrowed to patients.</summary>
    private static readonly SearchParameterInfo Patient = Subject with { Name = "patient", Description = "Patient" };

    public static readonly IReadOnlyDictionary<string, IReadOnlyList<SearchParameterInfo>> All =
        new Dictionary<string, IReadOnlyList<SearchParameterInfo>>
        {
            ["Patient"] =
            [
                Identifier, Active, Name, Phone,
                new("gender", Token, "Administrative gender"),
                new("birthdate", Date, "Date of birth"),
                Ref("organization", "Custodian", "Organization"),
                Ref("general-practitioner", "Contracted doctor or team", "Organization", "Practitioner"),
                Ref("link", "Record merged with this one", "Patient"),
            ],
            ["Practitioner"] = [Identifier, Active, Name, Phone],
            ["Organization"] = [Identifier, Active, Name, Type, Ref("partof", "Organisation above", "Organization")],
            ["Location"] =
            [
                Identifier, Status, Name,
                Ref("organization", "Managing organisation", "Organization"),
                Ref("partof", "Place around it", "Location"),
            ],
            ["Encounter"] =
            [
                Identifier, Status, Type, Subject, Patient,
                new("class", Token, "Inpatient, outpatient, emergency"),
                new("date", Date, "Time of the visit"),
                Ref("service-provider", "Custodian", "Organization"),
                Ref("participant", "Who took part", "Practitioner"),
                Ref("location", "Where", "Location"),
                Ref("based-on", "Order or referral that led to it", "ServiceRequest"),
                Ref("appointment", "Appointment that led to it", "Appointment"),
                Ref("diagnosis", "Diagnosis or procedure", "Condition", "Procedure"),
            ],
            ["Condition"] =
            [
                Identifier, Code, Category, Subject, Patient, Encounter,
                new("clinical-status", Token, "Active, resolved …"),
                new("recorded-date", Date, "When it was recorded"),
            ],
            ["Procedure"] =
                [Identifier, Status, Category, Code, Subject, Patient, Encounter, new("date", Date, "When")],
            ["AllergyIntolerance"] =
            [
                Identifier, Code, Ref("patient", "Patient", "Patient"),
                new("clinical-status", Token, "Active, resolved …"),
                new("date", Date, "When it was recorded"),
            ],
            ["Coverage"] =
            [
                Identifier, Status, Type,
                Ref("beneficiary", "Insured patient", "Patient"),
                Ref("patient", "Insured patient", "Patient") with { IndexedAs = "beneficiary" },
                Ref("payor", "Who pays", Agents[..2]),
            ],
            ["ServiceRequest"] =
            [
                Identifier, Status, Category, Code, Subject, Patient, Encounter,
                new("requisition", Token, "Group of orders"),
                new("intent", Token, "Proposal, plan, order"),
                new("priority", Token, "Routine, urgent, asap, stat"),
                new("authored", Date, "When it was ordered"),
                new("occurrence", Date, "When it is wanted"),
                Ref("requester", "Who asks", Agents),
                Ref("performer", "Who is asked", Agents),
                Ref("based-on", "Order it follows from", "ServiceRequest"),
                Ref("replaces", "Order it replaces", "ServiceRequest"),
                Ref("specimen", "Specimen to test", "Specimen"),
            ],
            ["Task"] =
            [
                Identifier, Status, Code, Subject, Patient, Encounter,
                new("group-identifier", Token, "Group of tasks"),
                new("business-status", Token, "Fine status, e.g. of a referral"),
                new("intent", Token, "Order, plan"),
                new("priority", Token, "Routine, urgent, asap, stat"),
                new("authored-on", Date, "When it was made"),
                new("modified", Date, "When it last changed"),
                new("period", Date, "When it was worked on"),
                Ref("focus", "What is to be done", "ServiceRequest", "Appointment", "DiagnosticReport"),
                Ref("based-on", "Request behind it", "ServiceRequest"),
                Ref("requester", "Who asks", Agents),
                Ref("owner", "Who is to do it", Agents),
                Ref("part-of", "Task around it", "Task"),
            ],
            ["Appointment"] =
            [
                Identifier, Status,
                new("service-category", Token, "Broad kind of service"),
                new("service-type", Token, "Service"),
                new("specialty", Token, "Specialty"),
                new("appointment-type", Token, "Style of appointment"),
                new("date", Date, "Start"),
                Ref("actor", "Anyone who takes part", "Patient", "Practitioner", "Location"),
                Ref("patient", "Patient", "Patient") with { IndexedAs = "actor" },
                Ref("practitioner", "Doctor", "Practitioner") with { IndexedAs = "actor" },
                Ref("location", "Place", "Location") with { IndexedAs = "actor" },
                Ref("based-on", "Order or referral it serves", "ServiceRequest"),
                Ref("slot", "Slots it fills", "Slot"),
            ],
            ["Observation"] =
            [
                Identifier, Status, Category, Code, Subject, Patient, Encounter,
                new("date", Date, "When it was true"),
                Ref("performer", "Who made it", Agents),
                Ref("based-on", "Order behind it", "ServiceRequest"),
                Ref("specimen", "Specimen", "Specimen"),
                Ref("has-member", "Parts of a group", "Observation"),
                Ref("derived-from", "What it was made from", "Observation", "DocumentReference"),
            ],
            ["DiagnosticReport"] =
            [
                Identifier, Status, Category, Code, Subject, Patient, Encounter,
                new("date", Date, "When the finding was true"),
                new("issued", Date, "When it was released"),
                Ref("performer", "Who made it", "Organization", "Practitioner"),
                Ref("results-interpreter", "Who interpreted it", "Organization", "Practitioner"),
                Ref("result", "Observations", "Observation"),
                Ref("specimen", "Specimen", "Specimen"),
                Ref("based-on", "Order behind it", "ServiceRequest"),
            ],
            ["Specimen"] =
            [
                Identifier, Status, Type, Subject, Patient,
                new("accession", Token, "Accession number"),
                new("collected", Date, "When it was taken"),
                Ref("parent", "Specimen it comes from", "Specimen"),
            ],
            ["DocumentReference"] =
            [
                Identifier, Status, Type, Category, Subject, Patient, Encounter,
                new("date", Date, "When it was made"),
                Ref("author", "Who wrote it", "Organization", "Practitioner"),
                Ref("custodian", "Who keeps it", "Organization"),
                Ref("related", "What it belongs to", "DiagnosticReport", "ServiceRequest", "Observation"),
            ],
            ["Provenance"] =
            [
                new("recorded", Date, "When the hub took it in"),
                Ref("target", "What it is the origin of"),
                Ref("patient", "Patient it is the origin of", "Patient") with { IndexedAs = "target" },
                Ref("agent", "Who sent it", "Organization", "Practitioner"),
                Ref("entity", "What it was made from", "DocumentReference"),
            ],
        };

    private static SearchParameterInfo Ref(string name, string description, params string[] targets) =>
        new(name, Reference, description) { Targets = targets };
}
