using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using FhirTask = Hl7.Fhir.Model.Task;

namespace IntegrationHub.Integration.Exchange;

/// <summary>One patient of one member as its gateway would send them: converted bundles in stream order.</summary>
internal sealed class Hospital(string member, string mrn, string? idNumber = null)
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private long seq;
    private int minutes;

    public string Name { get; set; } = "张三";

    public string? Phone { get; set; }

    /// <summary>Uses the number without sending it: the next message leaves a gap.</summary>
    public long SkipNumber() => ++seq;

    public StreamTombstone Tombstone(long number) => new()
    {
        MessageId = Guid.NewGuid(),
        Gateway = "gw-" + member,
        StreamKey = $"{member}|{mrn}",
        StreamSeq = number,
    };

    public MessageConverted Visit(string trigger, string visit, Encounter.EncounterStatus status) => Message(
        "ADT^" + trigger,
        Put(new Encounter
        {
            Status = status,
            Class = new(FhirNames.V3("ActCode"), "AMB"),
            Subject = new("urn:uuid:p"),
            Identifier = [new(System("vn"), visit)],
        }));

    public MessageConverted Result(
        string report, decimal value, string status = "final", string? orderSystem = null, string? order = null)
    {
        var parsed = Hl7.Fhir.Utility.EnumUtility.ParseLiteral<DiagnosticReport.DiagnosticReportStatus>(status);
        var observation = new Observation
        {
            Status = Hl7.Fhir.Utility.EnumUtility.ParseLiteral<ObservationStatus>(status),
            Code = new("http://loinc.org", "718-7", "血红蛋白"),
            Subject = new("urn:uuid:p"),
            Value = new Quantity(value, "g/L"),
            Identifier = [new(System("observation"), report + "/718-7/1")],
        };
        var document = new DiagnosticReport
        {
            Status = parsed,
            Code = new("http://loinc.org", "58410-2", "血常规"),
            Subject = new("urn:uuid:p"),
            Performer = [new("Organization/" + member)],
            Result = [new("urn:uuid:o")],
            BasedOn = order is null ? [] : [new("urn:uuid:s")],
            Identifier = [new(System("report"), report)],
        };
        var entries = new List<Bundle.EntryComponent> { Put(observation, "urn:uuid:o"), Put(document) };
        if (order is not null)
            entries.Add(Stub(
                new ServiceRequest { Subject = new("urn:uuid:p"), Identifier = [new(orderSystem, order)] },
                "urn:uuid:s"));
        return Message("ORU^R01", [.. entries]);
    }

    public MessageConverted Order(string number, string performer) => Message(
        "OML^O21",
        Put(new ServiceRequest
        {
            Status = RequestStatus.Active,
            Intent = RequestIntent.Order,
            Code = new("http://loinc.org", "58410-2", "血常规"),
            Subject = new("urn:uuid:p"),
            Performer = [new("Organization/" + performer)],
            Identifier = [new(System("placer"), number)],
        }));

    public MessageConverted Booking(
        string trigger, string appointment, Appointment.AppointmentStatus status) => Message(
        "SIU^" + trigger,
        Put(new Appointment
        {
            Status = status,
            Start = Nine.AddDays(3),
            Participant = [new() { Actor = new("urn:uuid:p"), Status = ParticipationStatus.Accepted }],
            Identifier = [new(System("appointment"), appointment)],
        }));

    /// <summary>A REF message; the number belongs to <paramref name="referrer"/>, whoever sends.</summary>
    public MessageConverted Refer(
        string trigger, string number, string referrer, string receiver,
        FhirTask.TaskStatus status = FhirTask.TaskStatus.Requested, string? reason = null) => Message(
        "REF^" + trigger,
        Put(
            new ServiceRequest
            {
                Status = RequestStatus.Active,
                Intent = RequestIntent.Order,
                Category = [new(FhirNames.ServiceCategory, "referral")],
                Subject = new("urn:uuid:p"),
                Requester = new("Organization/" + referrer),
                Performer = [new("Organization/" + receiver)],
                ReasonCode = reason is null ? [] : [new() { Text = reason }],
                Identifier = [new(FhirNames.Scoped(referrer, "referral"), number)],
            },
            "urn:uuid:r"),
        Put(new FhirTask
        {
            Status = status,
            Intent = FhirTask.TaskIntent.Order,
            Code = new(FhirNames.TaskCode, "referral"),
            Focus = new("urn:uuid:r"),
            For = new("urn:uuid:p"),
            Requester = new("Organization/" + referrer),
            Owner = new("Organization/" + receiver),
            StatusReason = reason is null ? null : new() { Text = reason },
            Identifier = [new(FhirNames.Scoped(referrer, "task"), number)],
        }));

    public MessageConverted Message(string @event, params Bundle.EntryComponent[] entries)
    {
        var id = Guid.NewGuid();
        var at = Nine.AddMinutes(++minutes);
        return new MessageConverted
        {
            MessageId = id,
            Attempt = 1,
            Gateway = "gw-" + member,
            Channel = member + "-his",
            Member = member,
            Event = @event,
            ControlId = "C" + id.ToString("N")[..8],
            StreamKey = $"{member}|{mrn}",
            StreamSeq = ++seq,
            Urgency = Urgency.Routine,
            ReceivedAt = at,
            EventAt = at,
            BundleJson = FhirJson.Serialize(Bundle(id, entries)),
        };
    }

    private Bundle Bundle(Guid id, Bundle.EntryComponent[] entries) => new()
    {
        Type = Hl7.Fhir.Model.Bundle.BundleType.Transaction,
        Identifier = new(FhirNames.MessageId, id.ToString()),
        Entry =
        [
            Put(Patient(), "urn:uuid:p"),
            .. entries,
            new()
            {
                FullUrl = "urn:uuid:z",
                Resource = new Provenance
                {
                    Target = [new("urn:uuid:p")],
                    Recorded = Nine,
                    Agent = [new() { Who = new("Organization/" + member) }],
                },
                Request = new() { Method = Hl7.Fhir.Model.Bundle.HTTPVerb.POST, Url = "Provenance" },
            },
        ],
    };

    private Patient Patient()
    {
        var patient = new Patient { Identifier = [new(System("mr"), mrn)], Name = [new() { Text = Name }] };
        if (idNumber is not null)
            patient.Identifier.Add(new(FhirNames.IdCard, idNumber));
        if (Phone is not null)
            patient.Telecom.Add(new(ContactPoint.ContactPointSystem.Phone, ContactPoint.ContactPointUse.Mobile, Phone));
        return patient;
    }

    private string System(string kind) => FhirNames.Scoped(member, kind);

    private static Bundle.EntryComponent Put(DomainResource resource, string? fullUrl = null) => new()
    {
        FullUrl = fullUrl ?? "urn:uuid:" + Guid.NewGuid(),
        Resource = resource,
        Request = new() { Method = Hl7.Fhir.Model.Bundle.HTTPVerb.PUT, Url = $"{resource.TypeName}?{Key(resource)}" },
    };

    private static Bundle.EntryComponent Stub(DomainResource resource, string fullUrl) => new()
    {
        FullUrl = fullUrl,
        Resource = resource,
        Request = new()
        {
            Method = Hl7.Fhir.Model.Bundle.HTTPVerb.POST,
            Url = resource.TypeName,
            IfNoneExist = Key(resource),
        },
    };

    private static string Key(DomainResource resource)
    {
        var identifier = ((IIdentifiable<List<Identifier>>)resource).Identifier[0];
        return $"identifier={identifier.System}|{Uri.EscapeDataString(identifier.Value!)}";
    }
}
