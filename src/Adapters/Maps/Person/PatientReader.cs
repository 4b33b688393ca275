using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>Who the message is about: PID with PD1, NK1, AL1 and IN1.</summary>
internal static class PatientReader
{
    /// <summary>Reads the patient and sets <see cref="Scope.Patient"/>; without PID the message is refused.</summary>
    public static void Read(Scope scope)
    {
        scope.Patient = new ResourceReference();
        if (scope.Message.First("PID") is not { } pid)
        {
            scope.Missing("PID", "The patient segment");
            return;
        }

        var patient = new Patient { Active = true, ManagingOrganization = scope.Custodian };
        PidMap.Rows.Read(pid, patient, scope);
        if (patient.Identifier.Count == 0)
        {
            scope.Missing(pid[3], "identifier");
            return;
        }

        if (scope.Message.First("PD1") is { } pd1)
            Pd1Map.Rows.Read(pd1, patient, scope);
        ReadContacts(scope, patient);
        CompareWithIdNumber(scope, patient, pid);

        var key = patient.Identifier.Find(i => i.System != FhirNames.IdCardUnverified) ?? patient.Identifier[0];
        scope.PatientKey = key.Value!;
        scope.Patient = scope.Draft.Put(patient, key.System!, key.Value!);
    }

    /// <summary>Allergies and insurances; they stand beside the patient in every message that has them.</summary>
    public static IReadOnlyList<ResourceReference> ReadAllergies(Scope scope)
    {
        var references = new List<ResourceReference>();
        foreach (var al1 in scope.Message.All("AL1"))
        {
            var allergy = new AllergyIntolerance
            {
                Patient = scope.Patient,
                ClinicalStatus = new(FhirNames.Terminology("allergyintolerance-clinical"), "active"),
            };
            Al1Map.Rows.Read(al1, allergy, scope);
            var what = allergy.Code?.Coding.FirstOrDefault()?.Code ?? allergy.Code?.Text;
            if (what is null)
            {
                scope.Missing(al1[3], "code");
                continue;
            }

            var system = scope.SystemOf(scope.Context.Member, Kinds.Allergy);
            var id = $"{scope.PatientKey}/{what}";
            allergy.Identifier.Add(new(system, id));
            references.Add(scope.Draft.Put(allergy, system, id));
        }

        return references;
    }

    /// <summary>Insurances of the patient.</summary>
    public static void ReadCoverages(Scope scope)
    {
        foreach (var in1 in scope.Message.All("IN1"))
        {
            var coverage = new Coverage
            {
                Status = FinancialResourceStatusCodes.Active,
                Beneficiary = scope.Patient,
            };
            In1Map.Rows.Read(in1, coverage, scope);
            var number = coverage.SubscriberId ?? coverage.Identifier.FirstOrDefault()?.Value
                ?? coverage.Class.FirstOrDefault()?.Value ?? coverage.Type?.Coding.FirstOrDefault()?.Code ?? "1";
            var system = scope.SystemOf(scope.Context.Member, Kinds.Coverage);
            var id = $"{scope.PatientKey}/{number}";
            coverage.Identifier.Insert(0, new(system, id));
            if (coverage.Payor.Count == 0)
                coverage.Payor.Add(scope.Patient); // R4 wants a payor; who names none pays himself
            scope.Draft.Put(coverage, system, id);
        }
    }

    private static void ReadContacts(Scope scope, Patient patient)
    {
        foreach (var nk1 in scope.Message.All("NK1"))
        {
            var contact = new Patient.ContactComponent();
            Nk1Map.Rows.Read(nk1, contact, scope, $"Patient[1].contact[{patient.Contact.Count + 1}]");
            patient.Contact.Add(contact);
        }
    }

    private static void CompareWithIdNumber(Scope scope, Patient patient, Hl7Segment pid)
    {
        var number = patient.Identifier.Find(i => i.System == FhirNames.IdCard)?.Value;
        if (number is null)
            return;
        var born = ChineseId.BirthDate(number)!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (patient.BirthDate is { } said && !born.StartsWith(said, StringComparison.Ordinal))
            scope.Warn(HubError.FieldMalformed(pid[7].Path.ToString(),
                "the birth date inside the ID number; ask the sender which is right"));
        var male = ChineseId.IsMale(number)!.Value;
        var otherSex = male ? AdministrativeGender.Female : AdministrativeGender.Male;
        if (patient.Gender == otherSex)
            scope.Warn(HubError.FieldMalformed(pid[8].Path.ToString(),
                "the sex inside the ID number; ask the sender which is right"));
    }
}
