using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using FhirTask = Hl7.Fhir.Model.Task;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>One record and the member that keeps it.</summary>
internal sealed record HuntRecord(string Custodian, Resource Resource);

/// <summary>Random records of one patient: sensitive and not, at several members, shared and not. From a seed.</summary>
internal sealed class HuntRecords(IReadOnlyList<string> members, DateTimeOffset now, Random random)
{
    private static readonly string[] Diagnoses = ["I10", "E11", "J18", "F20.0", "B20", "F10.2", "A52.1", "O04.9"];
    private static readonly string[] Tests = ["718-7", "2345-7", "75622-1", "20507-0", "8480-6"];
    private static readonly string[] Families = ["张", "李", "王", "欧阳", "曾"];
    private static readonly string[] Givens = ["伟", "秀英", "娜", "强", "静"];
    private static readonly string[] Labels = ["R", "V"];
    private static readonly string[] SensitiveLabels = ["HIV", "PSY", "ETH"];

    private int counter;

    public IEnumerable<HuntRecord> Of(int patient)
    {
        var who = $"Patient/pat-{patient}";
        yield return new(Member(), new Patient
        {
            Id = $"pat-{patient}",
            Name = [new() { Text = Pick(Families) + Pick(Givens), Family = Pick(Families) }],
            Gender = Pick([AdministrativeGender.Female, AdministrativeGender.Male]),
            BirthDate = $"19{random.Next(30, 99)}-0{random.Next(1, 9)}-1{random.Next(0, 9)}",
        });
        var requests = new List<string>();
        foreach (var _ in Times(1, 4))
            yield return Visit(who);
        foreach (var _ in Times(0, 1))
            yield return Contract(who);
        var conditions = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Diagnosis(who)).ToList();
        foreach (var condition in conditions)
            yield return condition;
        foreach (var _ in Times(0, 2))
        {
            var request = Request(who, conditions);
            requests.Add("ServiceRequest/" + request.Resource.Id);
            yield return request;
        }

        foreach (var record in Results(who, requests).Concat(Paper(who, requests)))
            yield return record;
        foreach (var _ in Times(0, 2))
            yield return Consented(who);
    }

    public IEnumerable<HuntRecord> Unowned()
    {
        foreach (var _ in Times(2, 4))
        {
            var (at, id) = (Member(), Id("x"));
            yield return new(at, new Practitioner { Id = id + "p", Name = [new() { Text = "医生" + Pick(Givens) }] });
            yield return new(at, new Location { Id = id + "l", Name = "病房", ManagingOrganization = Organization(at) });
            yield return new(at, new Group { Id = id + "g", Type = Group.GroupType.Person, Actual = true, Name = "随访组" });
            yield return new(at, new Basic { Id = id + "b", Code = new("urn:test:kind", Pick(Tests)) });
            yield return new(at, new Organization { Id = id + "o", Name = "科室" + Pick(Givens), PartOf = Organization(at) });
        }
    }

    /// <summary>The same resource said again a little differently.</summary>
    public static Resource Changed(Resource resource) => resource switch
    {
        Observation o => With(o, c => c.Note.Add(new() { Text = "复核" })),
        Condition c => With(c, d => d.Note.Add(new() { Text = "修订" })),
        Patient p => With(p, d => d.Active = true),
        var other => other,
    };

    private HuntRecord Visit(string who)
    {
        var (at, start) = (Member(), now.AddDays(-random.Next(1, 80)));
        var end = random.Next(3) switch { 0 => (DateTimeOffset?)null, 1 => start.AddHours(6), _ => now.AddDays(5) };
        return new(at, new Encounter
        {
            Id = Id("enc"),
            Status = Pick([
                Encounter.EncounterStatus.InProgress, Encounter.EncounterStatus.Finished,
                Encounter.EncounterStatus.Planned, Encounter.EncounterStatus.Cancelled]),
            Class = new(FhirNames.V3("ActCode"), Pick(["AMB", "IMP"])),
            Subject = new(who),
            Period = new() { StartElement = new(start), EndElement = end is { } e ? new(e) : null },
        });
    }

    private HuntRecord Contract(string who)
    {
        var at = Pick(["town", "village"]);
        return new(at, new EpisodeOfCare
        {
            Id = Id("epi"),
            Status = Pick([EpisodeOfCare.EpisodeOfCareStatus.Active, EpisodeOfCare.EpisodeOfCareStatus.Finished]),
            Patient = new(who),
            ManagingOrganization = Organization(at),
            Period = new() { StartElement = new(now.AddDays(-100)), EndElement = new(now.AddDays(random.Next(-20, 200))) },
        });
    }

    private HuntRecord Diagnosis(string who) => new(Member(), Marked(new Condition
    {
        Id = Id("con"),
        Subject = new(who),
        Code = new("http://hl7.org/fhir/sid/icd-10", Pick(Diagnoses), "诊断"),
        RecordedDate = Day(),
    }));

    private HuntRecord Request(string who, List<HuntRecord> conditions)
    {
        var (from, to) = (Member(), Member());
        var told = Pick(conditions);
        return new(from, new ServiceRequest
        {
            Id = Id("req"),
            Status = RequestStatus.Active,
            Intent = RequestIntent.Order,
            Category = random.Next(2) == 0 ? [new(FhirNames.ServiceCategory, "referral")] : [],
            Code = new("http://loinc.org", Pick(Tests)),
            Subject = new(who),
            Requester = Organization(from),
            Performer = [Organization(to)],
            ReasonReference = random.Next(2) == 0 ? [new("Condition/" + told.Resource.Id)] : [],
        });
    }

    private IEnumerable<HuntRecord> Results(string who, List<string> requests)
    {
        foreach (var _ in Times(2, 5))
        {
            var at = Member();
            var value = Marked(new Observation
            {
                Id = Id("obs"),
                Status = ObservationStatus.Final,
                Code = new("http://loinc.org", Pick(Tests), "项目"),
                Subject = new(who),
                Effective = new FhirDateTime(Day()),
                Value = new Quantity(random.Next(1, 200), "g/L"),
                Performer = random.Next(4) == 0 ? [Organization(Member())] : [],
            });
            yield return new(at, value);
            if (random.Next(2) != 0)
                continue;
            yield return new(at, new DiagnosticReport
            {
                Id = Id("rep"),
                Status = DiagnosticReport.DiagnosticReportStatus.Final,
                Code = new("http://loinc.org", "58410-2", "血常规"),
                Subject = new(who),
                Effective = new FhirDateTime(Day()),
                Result = [new("Observation/" + value.Id)],
                BasedOn = requests.Count > 0 && random.Next(2) == 0 ? [new(Pick(requests))] : [],
                ResultsInterpreter = random.Next(4) == 0 ? [Organization(Member())] : [],
                Conclusion = "结论",
            });
        }
    }

    private IEnumerable<HuntRecord> Paper(string who, List<string> requests)
    {
        var (at, other) = (Member(), Member());
        yield return new(at, new DocumentReference
        {
            Id = Id("doc"),
            Status = DocumentReferenceStatus.Current,
            Subject = new(who),
            Type = new("http://loinc.org", "18842-5"),
            Content = [new() { Attachment = new() { ContentType = "text/plain", Title = "出院小结" } }],
        });
        yield return new(at, new MedicationRequest
        {
            Id = Id("med"),
            Status = MedicationRequest.MedicationrequestStatus.Active,
            Intent = MedicationRequest.MedicationRequestIntent.Order,
            Medication = new CodeableConcept("urn:test:drug", "D" + random.Next(9), "氯沙坦"),
            Subject = new(who),
        });
        yield return new(other, new Appointment
        {
            Id = Id("app"),
            Status = Appointment.AppointmentStatus.Booked,
            Participant =
            [
                new() { Actor = new(who), Status = ParticipationStatus.Accepted },
                new() { Actor = Organization(at), Status = ParticipationStatus.Accepted },
            ],
        });
        yield return new(other, new Coverage
        {
            Id = Id("cov"),
            Status = FinancialResourceStatusCodes.Active,
            Beneficiary = new(who),
            Payor = [new() { Display = "医保" }],
        });
        foreach (var request in requests.Take(1))
            yield return new(at, new FhirTask
            {
                Id = Id("tas"),
                Status = FhirTask.TaskStatus.Requested,
                Intent = FhirTask.TaskIntent.Order,
                Focus = new(request),
                For = new(who),
                Requester = Organization(at),
                Owner = Organization(other),
            });
        yield return new(at, new List
        {
            Id = Id("lst"),
            Status = List.ListStatus.Current,
            Mode = ListMode.Working,
            Subject = random.Next(2) == 0 ? new(who) : null,
        });
    }

    private HuntRecord Consented(string who)
    {
        var to = Member();
        var actor = new Consent.provisionActorComponent
        {
            Role = new("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
            Reference = Organization(to),
        };
        var provision = new Consent.provisionComponent
        {
            Type = random.Next(2) == 0 ? Consent.ConsentProvisionType.Deny : Consent.ConsentProvisionType.Permit,
            Actor = random.Next(4) == 0 ? [] : [actor],
        };
        if (random.Next(3) == 0)
            provision.Class =
            [
                provision.Type == Consent.ConsentProvisionType.Deny
                    ? new("http://hl7.org/fhir/resource-types", Pick(["Observation", "Condition"]))
                    : new("urn:hub:record-class", Pick(["result", "clinical"])),
            ];
        else if (random.Next(3) == 0 && provision.Type == Consent.ConsentProvisionType.Permit)
            provision.SecurityLabel = [new("http://terminology.hl7.org/CodeSystem/v3-ActCode", "HIV")];
        if (random.Next(3) == 0)
            provision.Period = new()
            {
                StartElement = new(now.AddDays(-30)),
                EndElement = new(now.AddDays(random.Next(2) == 0 ? -3 : 90)),
            };
        return new(Member(), new Consent
        {
            Id = Id("cns"),
            Status = random.Next(4) == 0 ? Consent.ConsentState.Inactive : Consent.ConsentState.Active,
            Scope = new("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
            Category = [new("http://loinc.org", "59284-0")],
            Patient = new(who),
            DateTime = Day(),
            PolicyRule = new("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN"),
            Provision = provision,
        });
    }

    private T Marked<T>(T resource)
        where T : Resource
    {
        if (random.Next(12) == 0)
            resource.Meta = new()
            {
                Security = [new("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", Pick(Labels))],
            };
        else if (random.Next(12) == 0)
            resource.Meta = new() { Security = [new(FhirNames.V3("ActCode"), Pick(SensitiveLabels))] };
        return resource;
    }

    private static T With<T>(T resource, Action<T> change)
        where T : Resource
    {
        var copy = (T)resource.DeepCopy();
        change(copy);
        return copy;
    }

    private string Day() => now.AddDays(-random.Next(0, 60)).ToString("yyyy-MM-dd", null);

    private string Id(string kind) => $"{kind}-{++counter}";

    private string Member() => Pick(members);

    private static ResourceReference Organization(string member) => new("Organization/" + member);

    private IEnumerable<int> Times(int least, int most) => Enumerable.Range(0, random.Next(least, most + 1));

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
