using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Store;
using Xunit;
using Task = System.Threading.Tasks.Task;

namespace IntegrationHub.Integration.Exchange.Access;

/// <summary>What a patient has said about the records.</summary>
public enum Wish
{
    Nothing,
    NobodyElse,
    NotThisMember,
    AlsoSensitive,
    Withdrawn,
}

/// <summary>How a member stands to a record that the county keeps.</summary>
public enum Standing
{
    /// <summary>It keeps the record.</summary>
    Self,

    /// <summary>The record names it.</summary>
    Party,

    /// <summary>The patient is in its care.</summary>
    Related,

    /// <summary>The patient is in its care, but it shares no consortium with the custodian.</summary>
    RelatedElsewhere,

    /// <summary>It shares a consortium with the custodian, nothing else.</summary>
    SameConsortium,

    /// <summary>It shares nothing.</summary>
    Other,
}

/// <summary>One patient per wish; of each, one record per class that the county keeps.</summary>
internal static class MatrixWorld
{
    public static readonly IReadOnlyDictionary<Standing, string> Members = new Dictionary<Standing, string>
    {
        [Standing.Self] = "county",
        [Standing.Party] = "town",
        [Standing.Related] = "city",
        [Standing.RelatedElsewhere] = "clinic",
        [Standing.SameConsortium] = "village",
        [Standing.Other] = "outsider",
    };

    public static readonly IReadOnlyList<RecordClass> Classes =
    [
        RecordClass.Open, RecordClass.Identity, RecordClass.Booking, RecordClass.Request, RecordClass.Visit,
        RecordClass.Result, RecordClass.Document, RecordClass.Clinical, RecordClass.Medication, RecordClass.Finance,
        RecordClass.Private, RecordClass.Hiv, RecordClass.Restricted, RecordClass.VeryRestricted,
    ];

    /// <summary>The record of a class and wish, as <c>Type/id</c>.</summary>
    public static string Key(RecordClass of, Wish wish) => Record(of, wish) is var r ? $"{r.TypeName}/{r.Id}" : "";

    public static async Task FillAsync(IReadOnlyDictionary<string, FhirCaller> systems)
    {
        foreach (var wish in Enum.GetValues<Wish>())
        {
            foreach (var of in Classes)
                await PutAsync(systems["county"], Record(of, wish));
            // A hub of the records, so that chains, includes and _has have a way to each of them.
            await PutAsync(systems["county"], new Provenance
            {
                Id = $"hub-{wish}",
                Target = [.. Classes.Select(c => new ResourceReference(Key(c, wish)))],
                Recorded = TimeProvider.System.GetUtcNow(),
                Agent = [new() { Who = new("Organization/county") }],
            });
            foreach (var member in new[] { "city", "clinic" })
                await PutAsync(systems[member], new Encounter
                {
                    Id = $"visit-{member}-{wish}",
                    Status = Encounter.EncounterStatus.InProgress,
                    Class = new(FhirNames.V3("ActCode"), "IMP"),
                    Subject = new(Patient(wish)),
                    Period = new() { StartElement = new(TimeProvider.System.GetUtcNow().AddDays(-2)) },
                });
            if (Consented(wish) is { } consent)
                await PutAsync(systems["county"], consent);
            if (wish == Wish.Withdrawn)
                await PutAsync(systems["county"], Consent(wish, Hl7.Fhir.Model.Consent.ConsentState.Inactive, Deny()));
        }
    }

    private static string Patient(Wish wish) => $"Patient/patient-{wish}";

    private static Resource Record(RecordClass of, Wish wish)
    {
        var (id, who) = ($"{of}-{wish}", new ResourceReference(Patient(wish)));
        var town = new ResourceReference("Organization/town");
        Resource made = of switch
        {
            RecordClass.Open => new Practitioner(),
            RecordClass.Identity => new Patient { Name = [new() { Text = "某甲" }] },
            RecordClass.Booking => new Appointment
            {
                Status = Appointment.AppointmentStatus.Booked,
                Participant =
                [
                    new() { Actor = who, Status = ParticipationStatus.Accepted },
                    new() { Actor = town, Status = ParticipationStatus.Accepted },
                ],
            },
            RecordClass.Request => new ServiceRequest
            {
                Status = RequestStatus.Active,
                Intent = RequestIntent.Order,
                Code = new("urn:c", "1"),
                Subject = who,
                Performer = [town],
            },
            RecordClass.Visit => new EpisodeOfCare
            {
                Status = EpisodeOfCare.EpisodeOfCareStatus.Finished,
                Patient = who,
                ManagingOrganization = new("Organization/county"),
                Period = new() { Start = "2020-01-01", End = "2021-01-01" },
            },
            RecordClass.Document => new DocumentReference
            {
                Status = DocumentReferenceStatus.Current,
                Subject = who,
                Author = [town],
                Content = [new() { Attachment = new() { Title = "小结" } }],
            },
            RecordClass.Clinical => new CarePlan
            {
                Status = RequestStatus.Active,
                Intent = CarePlan.CarePlanIntent.Plan,
                Subject = who,
                Activity = [new() { Detail = new() { Status = CarePlan.CarePlanActivityStatus.NotStarted, Performer = [town] } }],
            },
            RecordClass.Medication => new MedicationRequest
            {
                Status = MedicationRequest.MedicationrequestStatus.Active,
                Intent = MedicationRequest.MedicationRequestIntent.Order,
                Medication = new CodeableConcept("urn:d", "1"),
                Subject = who,
                Performer = town,
            },
            RecordClass.Finance => new Claim
            {
                Status = FinancialResourceStatusCodes.Active,
                Type = new("http://terminology.hl7.org/CodeSystem/claim-type", "institutional"),
                Use = ClaimUseCode.Claim,
                Patient = who,
                Created = "2026-01-01",
                Provider = town,
                Priority = new("http://terminology.hl7.org/CodeSystem/processpriority", "normal"),
                Insurance = [new() { Sequence = 1, Focal = true, Coverage = new() { Display = "医保" } }],
            },
            RecordClass.Private => new Basic { Code = new("urn:b", "1"), Subject = who },
            _ => new Observation
            {
                Status = ObservationStatus.Final,
                Code = of == RecordClass.Hiv ? new("http://loinc.org", "75622-1") : new("http://loinc.org", "718-7"),
                Subject = who,
                Performer = [town],
            },
        };
        made.Id = of == RecordClass.Identity ? $"patient-{wish}" : id;
        if (of is RecordClass.Restricted or RecordClass.VeryRestricted)
            made.Meta = new()
            {
                Security = [new(FhirNames.V3("Confidentiality"), of == RecordClass.Restricted ? "R" : "V")],
            };
        return made;
    }

    private static Consent? Consented(Wish wish) => wish switch
    {
        Wish.NobodyElse or Wish.Withdrawn => Consent(wish, Hl7.Fhir.Model.Consent.ConsentState.Active, Deny()),
        Wish.NotThisMember => Consent(wish, Hl7.Fhir.Model.Consent.ConsentState.Active, Deny("town", "city", "clinic")),
        Wish.AlsoSensitive => Consent(wish, Hl7.Fhir.Model.Consent.ConsentState.Active, new()
        {
            Type = Hl7.Fhir.Model.Consent.ConsentProvisionType.Permit,
            Actor = [Actor("city"), Actor("clinic")],
            SecurityLabel =
            [
                new(FhirNames.V3("ActCode"), "HIV"), new(FhirNames.V3("Confidentiality"), "R"),
            ],
        }),
        _ => null,
    };

    private static Consent.provisionComponent Deny(params string[] members) => new()
    {
        Type = Hl7.Fhir.Model.Consent.ConsentProvisionType.Deny,
        Actor = [.. members.Select(Actor)],
    };

    private static Consent.provisionActorComponent Actor(string member) => new()
    {
        Role = new("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"),
        Reference = new("Organization/" + member),
    };

    private static Consent Consent(
        Wish wish, Hl7.Fhir.Model.Consent.ConsentState state, Consent.provisionComponent provision) => new()
        {
            Id = $"consent-{wish}",
            Status = state,
            Scope = new("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"),
            Category = [new("http://loinc.org", "59284-0")],
            Patient = new(Patient(wish)),
            PolicyRule = new(FhirNames.V3("ActCode"), "OPTIN"),
            Provision = provision,
        };

    private static async Task PutAsync(FhirCaller caller, Resource resource)
    {
        var reply = await caller.PutAsync($"{resource.TypeName}/{resource.Id}", resource);
        Assert.True(reply.Status is 200 or 201, $"{resource.TypeName}/{resource.Id}: {reply.Status} {reply.Body}");
    }
}
