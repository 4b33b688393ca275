using Hl7.Fhir.Model;
using IntegrationHub.Adapters.Outbound;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Xunit;
using static IntegrationHub.Unit.Adapters.Outbound.Consortium;

namespace IntegrationHub.Unit.Adapters.Outbound;

public sealed class ReferralMessageTests
{
    private const string Parties =
        "PRD|RP^Referring Provider^HL70286|李^四||^^^XRM|||1001^STAFF^XRM|||县人民医院^^^^^^^^^XRM\r" +
        "PRD|RT^Referred to Provider^HL70286|||^^^ZX1||||||中心卫生院^^^^^^^^^ZX1\r";

    private const string Asked =
        "|A^ASAP^HL70280|CARD^心内科^L|||R1^XRM||20260401|20260302090000+0800|I25.1^冠心病^I10\r";

    [Theory]
    [InlineData(null, "I12")]
    [InlineData("I13", "I13")]
    [InlineData("I14", "I14")]
    [InlineData("A01", "I12")]
    public void A_referral_becomes_REF(string? trigger, string written)
    {
        var referral = Referral();
        var read = Converted(
            Msh($"REF^{written}^REF_I12") +
            "RF1|P^Pending^HL70283^submitted^已申请待审核^99HUB" + Asked +
            Parties + Pid +
            "NK1|1|王^五|SPO^^HL70063||13800000000^PRN^PH\r" +
            "DG1|1||I25.1^冠心病^I10||20260301|W\r" +
            "AL1|1|DA|PEN^青霉素^L||皮疹\r" +
            "OBR|1||F1^XRM|ECG^心电图^L|||||||||||||||||||||F\r" +
            "OBX|1|ST|R^^L||窦性心律||||||F\r" +
            "NTE|1||主诉：胸痛\r",
            Delivery(DeliveryKind.Referral, trigger), Collection(referral));

        Assert.Equal(("R1", "XRM"), (read["RF1-6.1"].Text, read["PRD-4.4"].Text));
    }

    [Fact]
    public void A_status_becomes_RRI_with_the_appointment_in_words()
    {
        var task = Work("scheduled", "已安排", Hl7.Fhir.Model.Task.TaskStatus.Accepted);
        task.Note.Add(new() { Text = "请带医保卡" });
        var slot = new Appointment
        {
            Id = "a1",
            Status = Appointment.AppointmentStatus.Booked,
            Start = Now.AddDays(8),
            ServiceType = [new() { Text = "心内科门诊" }],
        };

        Converted(
            Msh("RRI^I13^RRI_I12") + "MSA|AA|R1\r" +
            "RF1|A^Accepted^HL70283^scheduled^已安排^99HUB" + Asked +
            "AUT||ZX1^中心卫生院^99HUB||20260310090000+0800\r" +
            Parties + Pid +
            "NTE|1||已安排 (scheduled)\rNTE|2||预约 2026-03-10 09:00 心内科门诊\rNTE|3||请带医保卡\r",
            Delivery(DeliveryKind.ReferralStatus), Collection(task, Request(), Resident, Doctor, slot));
    }

    [Theory]
    [InlineData("rejected", "R^Rejected")]
    [InlineData("cancelled", "R^Rejected")]
    [InlineData("expired", "E^Expired")]
    [InlineData("info-requested", "P^Pending")]
    [InlineData("arrived", "A^Accepted")]
    [InlineData("completed", "A^Accepted")]
    [InlineData("returned", "A^Accepted")]
    public void Every_status_of_the_hub_has_one_of_table_0283(string fine, string code)
    {
        var task = Work(fine, null, Hl7.Fhir.Model.Task.TaskStatus.Requested);
        task.StatusReason = new() { Text = "床位已满" };

        var message = OutboundConverter.Convert(
            Delivery(DeliveryKind.ReferralStatus, "I14"), Collection(task, Request(), Resident, Doctor), Context).Value;

        Assert.Equal(
            ("RRI^I14", $"{code[0]}^床位已满^HL70283^{fine}^^99HUB", "床位已满", code[0] == 'A'),
            (message.Header.Event, message["RF1-1"].Raw, message["NTE[2]-3"].Text, message.First("AUT") is not null));
    }

    [Fact]
    public void The_message_that_asked_is_named_when_it_is_known()
    {
        var provenance = new Provenance
        {
            Id = "v1",
            Entity = [new() { What = new() { Identifier = new("urn:hub:county:control-id", "M7") } }],
        };

        Assert.Equal("M7", OutboundConverter.Convert(
            Delivery(DeliveryKind.ReferralStatus),
            Collection(Work("accepted", null, null), Request(), Resident, provenance), Context).Value["MSA-2"].Text);
    }

    [Fact]
    public void A_status_without_its_referral_cannot_be_told() =>
        Assert.Equal(
            [HubError.FieldMissing("Task.focus", "The referral")],
            OutboundConverter.Convert(
                Delivery(DeliveryKind.ReferralStatus), Collection(Work("accepted", null, null)), Context).Errors);

    private static Resource[] Referral()
    {
        var patient = Resident;
        patient.Contact.Add(new()
        {
            Name = new() { Family = "王", Given = ["五"] },
            Relationship = [new(FhirNames.V2Table("0063"), "SPO")],
            Telecom = [new(ContactPoint.ContactPointSystem.Phone, null, "13800000000")],
        });
        return
        [
            Request(),
            Work("submitted", "已申请待审核", Hl7.Fhir.Model.Task.TaskStatus.Requested),
            patient,
            Doctor,
            new Condition
            {
                Id = "c1", Code = new(FhirNames.Icd10, "I25.1", "冠心病", null), RecordedDate = "2026-03-01",
                VerificationStatus = new(FhirNames.Terminology("condition-ver-status"), "provisional"),
            },
            new Condition
            {
                Id = "c2", Code = new(FhirNames.Icd10, "X"),
                VerificationStatus = new(FhirNames.Terminology("condition-ver-status"), "entered-in-error"),
            },
            new AllergyIntolerance
            {
                Id = "al1", Code = new(FhirNames.Scoped("county", "al1-3"), "PEN", "青霉素", null),
                Category = [AllergyIntolerance.AllergyIntoleranceCategory.Medication],
                Reaction = [new() { Manifestation = [new() { Text = "皮疹" }] }],
            },
            new DiagnosticReport
            {
                Id = "r1", Status = DiagnosticReport.DiagnosticReportStatus.Final,
                Identifier = [new(FhirNames.Scoped("county", "filler"), "F1")],
                Code = new(FhirNames.Scoped("county", "obr-4"), "ECG", "心电图", null),
                Result = [new("Observation/o1")],
            },
            new Observation
            {
                Id = "o1", Status = ObservationStatus.Final, Code = new(FhirNames.Scoped("county", "obx-3"), "R"),
                Value = new FhirString("窦性心律"),
            },
        ];
    }

    private static ServiceRequest Request() => new()
    {
        Id = "q1",
        Identifier = [new(FhirNames.Scoped("county", "referral"), "R1")],
        Status = RequestStatus.Active,
        Priority = RequestPriority.Urgent,
        Code = new(FhirNames.Scoped("county", "rf1-3"), "CARD", "心内科", null),
        Subject = new("Patient/p1"),
        AuthoredOn = "2026-03-02T09:00:00+08:00",
        Occurrence = new Period { End = "2026-04-01" },
        Requester = new("Practitioner/d1"),
        Performer = [new("Organization/township")],
        ReasonCode = [new(FhirNames.Icd10, "I25.1", "冠心病", null)],
        SupportingInfo = [new("DiagnosticReport/r1")],
        Note = [new() { Text = "主诉：胸痛" }],
    };

    private static Hl7.Fhir.Model.Task Work(string fine, string? display, Hl7.Fhir.Model.Task.TaskStatus? status) =>
        new()
        {
            Id = "t1",
            Status = status,
            BusinessStatus = new(FhirNames.ReferralStatus, fine, display, null),
            Focus = new("ServiceRequest/q1"),
            Requester = new("Organization/county"),
            Owner = new("Organization/township"),
            LastModified = "2026-03-02T01:15:00Z",
        };
}
