using Hl7.Fhir.Model;
using IntegrationHub.Adapters.Outbound;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Xunit;
using static Hl7.Fhir.Model.Appointment;
using static IntegrationHub.Unit.Adapters.Outbound.Consortium;

namespace IntegrationHub.Unit.Adapters.Outbound;

public sealed class AppointmentMessageTests
{
    [Fact]
    public void An_appointment_becomes_SIU_S12() =>
        Converted(
            Msh("SIU^S12^SIU_S12") +
            "SCH|A0^XRM|A1^XRM||||ROUTINE^Routine^HL70276|R05^咳嗽^I10|NORMAL^普通^L|30|min^minute^UCUM|" +
            "^^M30^20260310090000+0800^20260310093000+0800|||||1001^李^四^^^^^^XRM||||1001^李^四^^^^^^XRM|||||" +
            "Booked^^HL70278|R1^XRM\r" +
            "NTE|1||请带医保卡\r" + Pid + "RGS|1\r" +
            "AIS|1|A|XN^心内科门诊^L|20260310090000+0800|||30|min^minute^UCUM||Booked^^HL70278\r" +
            "AIG|1|A|CT1^CT机^L\rAIL|1|A|门诊^301^^XRM^^^^^门诊楼 301\r" +
            "AIP|1|A|1001^李^四^^^^^^XRM|主任^^L\r" +
            "AIP|2|A|^王护士\r",
            Delivery(DeliveryKind.Appointment), Booking(AppointmentStatus.Booked));

    [Theory]
    [InlineData(null, AppointmentStatus.Booked, "S12", "Booked", "A")]
    [InlineData("S13", AppointmentStatus.Booked, "S13", "Booked", "U")]
    [InlineData("A08", AppointmentStatus.Fulfilled, "S14", "Complete", "U")]
    [InlineData(null, AppointmentStatus.Cancelled, "S15", "Cancelled", "D")]
    [InlineData("S15", AppointmentStatus.EnteredInError, "S15", "Deleted", "D")]
    [InlineData(null, AppointmentStatus.Noshow, "S26", "Noshow", "U")]
    [InlineData(null, AppointmentStatus.Pending, "S12", "Pending", "A")]
    public void Trigger_and_status_follow_the_delivery_and_the_appointment(
        string? trigger, AppointmentStatus status, string written, string filler, string action)
    {
        var message = OutboundConverter.Convert(
            Delivery(DeliveryKind.Appointment, trigger), Booking(status), Context).Value;

        Assert.Equal(
            (written, filler, action),
            (message.Header.TriggerEvent, message["SCH-25"].Text, message["AIS-2"].Text));
    }

    [Fact]
    public void What_is_missing_is_named_at_once() =>
        Assert.Equal(
            [
                HubError.FieldMissing("Appointment.identifier", "The number of the appointment"),
                HubError.FieldMissing("Appointment.participant", "The patient"),
            ],
            OutboundConverter.Convert(
                Delivery(DeliveryKind.Appointment), Collection(new Appointment { Id = "a1" }), Context).Errors);

    [Fact]
    public void A_focus_of_another_type_is_named() =>
        Assert.Equal(
            [HubError.FieldMissing("Bundle.entry[0].resource", "The focus of type Appointment")],
            OutboundConverter.Convert(Delivery(DeliveryKind.Appointment), Collection(Resident), Context).Errors);

    [Fact]
    public void The_control_id_depends_on_the_delivery_alone()
    {
        var ids = Enumerable.Range(0, 10_000).Select(i => new Guid(i, 0, 0, new byte[8])).ToList();

        Assert.Equal(10_000, ids.Select(ControlIds.Of).Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[0-9A-HJKMNP-TV-Z]{20}$", ControlIds.Of(id)));
        Assert.Equal(ControlIds.Of(DeliveryId), ControlIds.Of(DeliveryId));
    }

    private static Bundle Booking(AppointmentStatus status) => Collection(
        new Appointment
        {
            Id = "a1",
            Identifier =
            [
                new(FhirNames.Scoped("county", "appointment"), "A0") { Type = new(FhirNames.V2Table("0203"), "PLAC") },
                new(FhirNames.Scoped("county", "appointment"), "A1") { Type = new(FhirNames.V2Table("0203"), "FILL") },
            ],
            Status = status,
            ServiceType = [new(FhirNames.Scoped("county", "ais-3"), "XN", "心内科门诊", null)],
            AppointmentType = new(FhirNames.Scoped("county", "sch-8"), "NORMAL", "普通", null),
            ReasonCode = [new(FhirNames.Icd10, "R05", "咳嗽", null)],
            Start = new DateTimeOffset(2026, 3, 10, 1, 0, 0, TimeSpan.Zero),
            End = new DateTimeOffset(2026, 3, 10, 1, 30, 0, TimeSpan.Zero),
            Comment = "请带医保卡",
            Participant =
            [
                new() { Actor = new("Patient/p1") },
                new()
                {
                    Actor = new("Practitioner/d1"),
                    Type =
                    [
                        new(FhirNames.V3("ParticipationType"), "PPRF"),
                        new(FhirNames.Scoped("county", "aip-4"), "主任"),
                    ],
                },
                new() { Actor = new("Location/l1") },
                new() { Actor = new() { Display = "王护士" } },
                new() { Actor = new() { Identifier = new("urn:hub:county:resource", "CT1"), Display = "CT机" } },
            ],
            BasedOn = [new("ServiceRequest/q1")],
        },
        Resident,
        Doctor,
        new Location
        {
            Id = "l1",
            Name = "门诊楼 301",
            Identifier = [new(FhirNames.Scoped("county", "location"), "门诊/301")],
        },
        new ServiceRequest { Id = "q1", Identifier = [new(FhirNames.Scoped("county", "referral"), "R1")] });
}
