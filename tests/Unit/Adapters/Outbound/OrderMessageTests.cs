using Hl7.Fhir.Model;
using IntegrationHub.Adapters.Outbound;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Xunit;
using static IntegrationHub.Unit.Adapters.Outbound.Consortium;

namespace IntegrationHub.Unit.Adapters.Outbound;

public sealed class OrderMessageTests
{
    [Fact]
    public void A_laboratory_order_becomes_OML_O21() =>
        Converted(
            Msh("OML^O21^OML_O21") + Pid +
            "ORC|NW|O1^XRM||G1^XRM|||||20260302090000+0800|||1001^李^四^^^^^^XRM|||||||||县人民医院^^^^^^^^^XRM\r" +
            "TQ1|1||||||20260303||S\r" +
            "OBR|1|O1^XRM||CBC^血常规^L|||20260303|||||||||1001^李^四^^^^^^XRM||||||||LAB|||||||R05^咳嗽^I10\r" +
            "NTE|1||空腹\r" +
            "DG1|1||J18^肺炎^I10|||F\r" +
            "SPM|1|^S1&XRM||BLD^^HL70487\r",
            Delivery(DeliveryKind.Order), Order("LAB"));

    [Fact]
    public void Any_other_order_becomes_ORM_O01() =>
        Converted(
            Msh("ORM^O01^ORM_O01") + Pid +
            "ORC|NW|O1^XRM||G1^XRM|||||20260302090000+0800|||1001^李^四^^^^^^XRM|||||||||县人民医院^^^^^^^^^XRM\r" +
            "OBR|1|O1^XRM||CBC^血常规^L|||20260303|||||||||1001^李^四^^^^^^XRM||||||||RAD|||||||R05^咳嗽^I10\r" +
            "NTE|1||空腹\r" +
            "DG1|1||J18^肺炎^I10|||F\r",
            Delivery(DeliveryKind.Order), Order("RAD", withSpecimen: false));

    [Fact]
    public void Before_version_2_5_timing_and_priority_stand_in_ORC_and_OBR()
    {
        var message = OutboundConverter.Convert(
            Delivery(DeliveryKind.Order), Order("LAB"), Context with { Version = "2.3.1" }).Value;

        Assert.Equal(
            ("ORM^O01", "^^^20260303^^S", "S", "20260303"),
            (message["MSH-9"].Raw, message["ORC-7"].Raw, message["OBR-5"].Text, message["OBR-6"].Text));
        Assert.DoesNotContain(message.Segments, s => s.Name is "TQ1" or "SPM");
    }

    [Theory]
    [InlineData(RequestStatus.Active, null, "NW", "")]
    [InlineData(RequestStatus.Active, "1", "NW", "")]
    [InlineData(RequestStatus.Active, "2", "XO", "")]
    [InlineData(RequestStatus.Revoked, "2", "CA", "CA")]
    [InlineData(RequestStatus.OnHold, "2", "HD", "HD")]
    [InlineData(RequestStatus.Completed, "2", "SC", "CM")]
    public void The_order_control_follows_status_and_version(
        RequestStatus status, string? version, string control, string orderStatus)
    {
        var order = Order("LAB");
        var request = (ServiceRequest)order.Entry[0].Resource!;
        request.Status = status;
        request.Meta = version is null ? null : new() { VersionId = version };

        var message = OutboundConverter.Convert(Delivery(DeliveryKind.Order), order, Context).Value;

        Assert.Equal((control, orderStatus), (message["ORC-1"].Text, message["ORC-5"].Text));
    }

    [Fact]
    public void What_is_missing_is_named_at_once() =>
        Assert.Equal(
            [
                HubError.FieldMissing("ServiceRequest.subject", "The patient"),
                HubError.FieldMissing("ServiceRequest.identifier", "The placer's order number"),
                HubError.FieldMissing("ServiceRequest.code", "What is ordered"),
            ],
            OutboundConverter.Convert(
                Delivery(DeliveryKind.Order), Collection(new ServiceRequest { Id = "s1" }), Context).Errors);

    private static Bundle Order(string section, bool withSpecimen = true) => Collection(
        new ServiceRequest
        {
            Id = "s1",
            Identifier = [new(FhirNames.Scoped("county", "placer"), "O1")],
            Requisition = new(FhirNames.Scoped("county", "placer-group"), "G1"),
            Status = RequestStatus.Active,
            Priority = RequestPriority.Stat,
            Category = [new(FhirNames.V2Table("0074"), section)],
            Code = new(FhirNames.Scoped("county", "obr-4"), "CBC", "血常规", null),
            Subject = new("Patient/p1"),
            Occurrence = new FhirDateTime("2026-03-03"),
            AuthoredOn = "2026-03-02T09:00:00+08:00",
            Requester = new("Practitioner/d1"),
            ReasonCode = [new(FhirNames.Icd10, "R05", "咳嗽", null)],
            Specimen = withSpecimen ? [new("Specimen/sp1")] : [],
            Note = [new() { Text = "空腹" }],
        },
        Resident,
        Doctor,
        new Condition
        {
            Id = "c1",
            Code = new(FhirNames.Icd10, "J18", "肺炎", null),
            VerificationStatus = new(FhirNames.Terminology("condition-ver-status"), "confirmed"),
        },
        new Specimen
        {
            Id = "sp1",
            Identifier = [new(FhirNames.Scoped("county", "specimen"), "S1")],
            Type = new(FhirNames.V2Table("0487"), "BLD"),
        });
}
