using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>Patient → PID and NK1.</summary>
internal static class PidRows
{
    private const string Structure = "http://hl7.org/fhir/StructureDefinition/";

    public static readonly SegmentRows<Patient> Rows = new("PID", source: "v2-to-FHIR: PID[Patient]")
    {
        { "PID-1", "—", (f, _) => f.Number(1) },
        { "PID-3", "identifier", (f, p) => f.Identifiers(InOrder(p, f.Draft.Context)) },
        { "PID-5", "name", (f, p) => f.Names(p.Name) },
        { "PID-7", "birthDate", (f, p) => f.Time(BirthTime(p) ?? (DataType?)p.BirthDateElement) },
        { "PID-8", "gender", (f, p) => f.Text(Sex(p.Gender)) },
        { "PID-11", "address", (f, p) => f.Addresses(p.Address) },
        { "PID-13", "telecom", (f, p) => f.Telecoms(p.Telecom.Where(t => !IsWork(t))) },
        { "PID-14", "telecom[work]", (f, p) => f.Telecoms(p.Telecom.Where(IsWork)) },
        { "PID-15", "communication.language", (f, p) => f.Concept(p.Communication.FirstOrDefault()?.Language) },
        { "PID-16", "maritalStatus", (f, p) => f.Concept(p.MaritalStatus) },
        { "PID-17", "extension[religion]", (f, p) =>
            f.Concept(Extension<CodeableConcept>(p, Structure + "patient-religion")) },
        { "PID-22", "extension[ethnicGroup]", (f, p) =>
            f.Concept(Extension<CodeableConcept>(p, FhirNames.EthnicGroup)) },
        { "PID-23", "extension[birthPlace]", (f, p) =>
            f.Text(Extension<Address>(p, Structure + "patient-birthPlace")?.Text) },
        { "PID-29", "deceasedDateTime", (f, p) => f.Time(p.Deceased) },
        { "PID-30", "deceased[x]", (f, p) => f.Text(p.Deceased switch
        {
            FhirDateTime or FhirBoolean { Value: true } => "Y",
            FhirBoolean { Value: false } => "N",
            _ => null,
        }) },
    };

    public static readonly SegmentRows<(int Number, Patient.ContactComponent Contact)> Contacts =
        new("NK1", source: "v2-to-FHIR: NK1[Patient]")
        {
            { "NK1-1", "—", (f, c) => f.Number(c.Number) },
            { "NK1-2", "contact.name", (f, c) => f.Raw(FieldWriter.Xpn(c.Contact.Name)) },
            { "NK1-3", "contact.relationship", (f, c) => f.Concept(c.Contact.Relationship.FirstOrDefault()) },
            { "NK1-4", "contact.address", (f, c) => f.Addresses(c.Contact.Address is { } a ? [a] : []) },
            { "NK1-5", "contact.telecom", (f, c) => f.Telecoms(c.Contact.Telecom) },
        };

    /// <summary>Writes the patient a reference leads to; without patient or identifier the message cannot be
    /// sent.</summary>
    public static void Write(Draft draft, ResourceReference? subject, string path)
    {
        if (draft.Find<Patient>(subject) is not { } patient)
        {
            draft.Missing(path, "The patient");
            return;
        }
        if (!patient.Identifier.Exists(i => !string.IsNullOrEmpty(i.Value)))
            draft.Missing("Patient.identifier", "An identifier of the patient");
        Rows.Write(draft, patient);
    }

    /// <summary>Writes the patient's contacts.</summary>
    public static void WriteContacts(Draft draft, ResourceReference? subject)
    {
        var number = 0;
        foreach (var contact in draft.Find<Patient>(subject)?.Contact ?? [])
            Contacts.Write(draft, (++number, contact));
    }

    /// <summary>The recipient's own numbers first, then the ID number, then national ones, then those of
    /// others.</summary>
    internal static IEnumerable<Identifier> InOrder(Patient patient, OutboundContext context) =>
        patient.Identifier
            .Where(i => i.Use is not Identifier.IdentifierUse.Old)
            .OrderBy(i => Rank(i, context))
            .DistinctBy(i => (i.System, i.Value));

    private static int Rank(Identifier number, OutboundContext context) => SystemNames.Scope(number.System) switch
    {
        var (member, kind) when member == context.Recipient.Id => kind == Kinds.MedicalRecord ? 0 : 1,
        null when number.System == FhirNames.IdCard => 2,
        null when number.System == FhirNames.IdCardUnverified => 9,
        null => 3,
        var (member, _) when member == context.Custodian.Id => 4,
        _ => 5,
    };

    private static bool IsWork(ContactPoint contact) => contact.Use is ContactPoint.ContactPointUse.Work;

    private static FhirDateTime? BirthTime(Patient p) =>
        p.BirthDateElement?.GetExtensionValue<FhirDateTime>(Structure + "patient-birthTime");

    private static T? Extension<T>(Patient p, string url)
        where T : DataType => p.GetExtensionValue<T>(url);

    private static string? Sex(AdministrativeGender? gender) => gender switch
    {
        AdministrativeGender.Male => "M",
        AdministrativeGender.Female => "F",
        AdministrativeGender.Other => "O",
        AdministrativeGender.Unknown => "U",
        _ => null,
    };
}
