using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using static IntegrationHub.Adapters.Row;

namespace IntegrationHub.Adapters;

/// <summary>PID → Patient.</summary>
internal static class PidMap
{
    private const string Structure = "http://hl7.org/fhir/StructureDefinition/";

    public static readonly SegmentMap<Patient> Rows = new("PID", source: "v2-to-FHIR: PID[Patient]")
    {
        Ignore("PID-1", "a running number"),
        { "PID-2", "identifier", Optional, (p, f) => AddIdentifiers(p, f, Kinds.MedicalRecord) },
        { "PID-3", "identifier", Required, (p, f) => AddIdentifiers(p, f, Kinds.MedicalRecord) },
        { "PID-4", "identifier", Optional, (p, f) => AddIdentifiers(p, f, "alternate") },
        { "PID-5", "name", Required, (p, f) => AddNames(p, f) },
        { "PID-6", "extension[mothersMaidenName]", Optional, (p, f) =>
            p.SetExtension(Structure + "patient-mothersMaidenName", new FhirString(f.Name()?.Text)) },
        { "PID-7", "birthDate", Optional, (p, f) => p.BirthDateElement = BirthDate(f) },
        { "PID-8", "gender", Optional, (p, f) => p.GenderElement = f.Code(PersonCodes.Gender) },
        { "PID-9", "name", Optional, (p, f) => AddNames(p, f) },
        { "PID-10", "extension[ethnicGroup]", Optional, (p, f) => SetEthnicGroup(p, f) },
        { "PID-11", "address", Optional, (p, f) =>
            p.Address.AddRange(f.Repetitions().Select(r => r.Address()).OfType<Address>()) },
        { "PID-13", "telecom[home]", Optional, (p, f) => AddTelecoms(p, f, ContactPoint.ContactPointUse.Home) },
        { "PID-14", "telecom[work]", Optional, (p, f) => AddTelecoms(p, f, ContactPoint.ContactPointUse.Work) },
        { "PID-15", "communication.language", Optional, (p, f) =>
            p.Communication.Add(new() { Language = f.Concept("0296")!, Preferred = true }) },
        { "PID-16", "maritalStatus", Optional, (p, f) => p.MaritalStatus = f.Concept("0002") },
        { "PID-17", "extension[religion]", Optional, (p, f) =>
            p.SetExtension(Structure + "patient-religion", f.Concept("0006")!) },
        { "PID-18", "identifier", Optional, (p, f) => AddIdentifiers(p, f, "an") },
        { "PID-19", "identifier", Optional, (p, f) => AddIdentifier(p, f.IdCard(f.Text!.Trim())) },
        { "PID-20", "identifier", Optional, (p, f) => AddIdentifier(p, DriversLicence(f)) },
        { "PID-22", "extension[ethnicGroup]", Optional, (p, f) => SetEthnicGroup(p, f) },
        { "PID-23", "extension[birthPlace]", Optional, (p, f) =>
            p.SetExtension(Structure + "patient-birthPlace", new Address { Text = f.Text }) },
        { "PID-24", "multipleBirth", Optional, (p, f) => p.MultipleBirth = YesNo(f) },
        { "PID-25", "multipleBirth", Optional, (p, f) =>
            p.MultipleBirth = f.Number() is { } n ? new Integer((int)n) : p.MultipleBirth },
        { "PID-26", "extension[citizenship]", Optional, (p, f) => SetCountry(p, f, "patient-citizenship") },
        { "PID-28", "extension[nationality]", Optional, (p, f) => SetCountry(p, f, "patient-nationality") },
        { "PID-29", "deceased", Optional, (p, f) => p.Deceased = f.DateTime() },
        { "PID-30", "deceased", Optional, (p, f) => p.Deceased = Deceased(p, f) },
        Ignore("PID-33", "Provenance has the time of the message"),
    };

    private static void AddIdentifiers(Patient p, FieldReader f, string kind)
    {
        foreach (var number in f.Repetitions())
        {
            if (number.Identifier(kind) is not { } identifier)
                continue;
            AddIdentifier(p, identifier);
            if (identifier.Type is null && ChineseId.IsValidIdNumber(identifier.Value))
                // 18 digits with birth date and check digit are no accident
                AddIdentifier(p, number.IdCard(identifier.Value!));
        }
    }

    private static void AddIdentifier(Patient p, Identifier identifier)
    {
        if (!p.Identifier.Exists(i => i.System == identifier.System && i.Value == identifier.Value))
            p.Identifier.Add(identifier);
    }

    private static Identifier DriversLicence(FieldReader f)
    {
        var number = f.Text!.Trim();
        return ChineseId.IsValidIdNumber(number.ToUpperInvariant()) ? f.IdCard(number) : new()
        {
            Type = new(FhirNames.V2Table("0203"), "DL"),
            System = f.Scope.SystemOf(f.Scope.Context.Member, "dl"),
            Value = number,
        };
    }

    private static void AddNames(Patient p, FieldReader f) =>
        p.Name.AddRange(f.Repetitions().Select(r => r.Name()).OfType<HumanName>());

    private static void AddTelecoms(Patient p, FieldReader f, ContactPoint.ContactPointUse use)
    {
        foreach (var contact in f.Repetitions().Select(r => r.Telecom()).OfType<ContactPoint>())
        {
            contact.Use ??= use;
            p.Telecom.Add(contact);
        }
    }

    private static Date? BirthDate(FieldReader f)
    {
        if (f.Timestamp() is not { } time)
            return null;
        var date = new Date((time with { Digits = Math.Min(time.Digits, 8) }).ToFhir());
        if (time.Digits > 8)
            date.SetExtension(Structure + "patient-birthTime", new FhirDateTime(time.ToFhir()));
        return date;
    }

    private static void SetEthnicGroup(Patient p, FieldReader f)
    {
        if (f.Concept("0189") is not { } group)
            return;
        foreach (var coding in group.Coding.Where(c => c.System == FhirNames.V2Table("0189")))
            coding.System = FhirNames.Ethnic; // hospitals here write GB/T 3304
        p.SetExtension(FhirNames.EthnicGroup, group);
    }

    private static void SetCountry(Patient p, FieldReader f, string name)
    {
        if (f.Concept() is { } country)
            p.AddExtension(Structure + name, null!).Extension.Add(new("code", country));
    }

    // Y says nothing a date has not said; N beside a date is a contradiction to look at.
    private static DataType? Deceased(Patient p, FieldReader f)
    {
        var said = YesNo(f);
        return p.Deceased is not null && said?.Value is false ? f.Prefer(p.Deceased, said) : p.Deceased ?? said;
    }

    private static FhirBoolean? YesNo(FieldReader f)
    {
        if (f.Text is "Y" or "N")
            return new(f.Text is "Y");
        f.Malformed("Y or N");
        return null;
    }
}
