using System.Text;
using Hl7.Fhir.Model;
using IntegrationHub.Adapters.Outbound;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;
using Xunit;
using static IntegrationHub.Unit.Adapters.Outbound.Consortium;
using Range = Hl7.Fhir.Model.Range;

namespace IntegrationHub.Unit.Adapters.Outbound;

public sealed class ResultMessageTests
{
    private static readonly CodeableConcept High = new(FhirNames.V3("ObservationInterpretation"), "H");

    private static Quantity Mmol(decimal value) => new(value, "mmol/L", FhirNames.Ucum);

    [Fact]
    public void A_report_becomes_ORU_R01_with_every_kind_of_value()
    {
        var read = Converted(
            Msh("ORU^R01^ORU_R01") + Pid +
            "PV1|1|O|||||1001^李^四^^^^^^XRM" + new string('|', 37) + "20260302080000+0800\r" +
            "ORC|RE|O1^XRM|F1^XRM||CM||||20260302083000+0800|||1001^李^四^^^^^^XRM\r" +
            "OBR|1|O1^XRM|F1^XRM|24323-8^Panel^LN^SH1^生化^L|||20260302083000+0800|||||||||" +
            "1001^李^四^^^^^^XRM||||||20260302090000+0800||LAB|F|||||||1001&李&四\r" +
            "NTE|1||空腹采血\r" +
            "OBX|1|NM|14749-6^Glucose^LN^GLU^血糖^L||7.10|mmol/L^^UCUM|3.9-6.1|H|||F|||20260302083000+0800|" +
            "XRM^县人民医院|1001^李^四^^^^^^XRM\r" +
            "NTE|1||复查\\F\\建议\\.br\\第二行\r" +
            "OBX|2|SN|HCG^^L||>^1000|IU/L|||||F\r" +
            "OBX|3|SN|TIT^^L||^1^:^128||||||F\r" +
            "OBX|4|SN|RNG^^L||^3.5^-^5|mmol/L^^UCUM|||||F\r" +
            "OBX|5|CWE|BG^^L||A^A型^L||||||F\r" +
            "OBX|6|ST|COL^^L||黄色\\T\\清||||||F\r" +
            "OBX|7|FT|MIC^^L|1|第一行\\.br\\第二行||||||F\r" +
            "OBX|8|FT|MIC^^L|2|a\\.br\\b||||||F\r" +
            "OBX|9|NM|MUL^^L||1~2||||||C\r" +
            "OBX|10|ED|^报告||^AP^PDF^Base64^JVBERg==||||||F\r" +
            "SPM|1|S0&XRM^S1&XRM||BLD^Blood^HL70487||||||||5^mL&&UCUM|||||20260302082000+0800|20260302084000+0800||Y\r",
            Delivery(DeliveryKind.Result), Report());

        Assert.Equal(Encoding.ASCII.GetBytes("%PDF"), Ed.Read(read["OBX[10]-5"]).Bytes().Value);
        Assert.Equal("复查|建议\n第二行", read["NTE[2]-3"].PlainText);
        Assert.Equal("99999919800101001X", read["PID-3[NI].1"].Text);
    }

    [Fact]
    public void An_older_system_gets_older_types_and_no_SPM()
    {
        var converted = OutboundConverter.Convert(
            Delivery(DeliveryKind.Result), Report(),
            Context with { Version = "2.4", Charset = "GB18030", Facility = "ZX9" }).Value;

        Assert.Equal(("2.4", "GB 18030-2000", "ZX9"),
            (converted.Header.Version, converted.Header.Charset, converted.Header.ReceivingFacility));
        Assert.Null(converted.First("SPM"));
        Assert.Equal("BLD&Blood&HL70487", converted["OBR-15"].Raw);
        Assert.Equal("CE", converted["OBX[5]-2"].Text);
    }

    [Fact]
    public void A_correction_and_a_withdrawal_are_told_by_status()
    {
        var bundle = Collection(
            new DiagnosticReport
            {
                Id = "r",
                Subject = new("Patient/p1"),
                Code = new("http://x", "X"),
                Identifier = [new("urn:hub:county:report", "R1")],
                Status = DiagnosticReport.DiagnosticReportStatus.Corrected,
                Conclusion = "正常",
                Result = [new("http://hub/fhir/Observation/o1"), new("Observation/o2/_history/3")],
            },
            Resident,
            new Observation
            {
                Id = "o1",
                Status = ObservationStatus.EnteredInError,
                Code = new("http://x", "A"),
                Value = new FhirString("x"),
            },
            new Observation
            {
                Id = "o2",
                Status = ObservationStatus.Amended,
                Code = new("http://x", "B"),
                Value = new FhirBoolean(true),
            });

        Converted(
            Msh("ORU^R01^ORU_R01") + Pid + "ORC|RE||R1^XRM||CM\rOBR|1||R1^XRM|X^^http://x|||||||||||||||||||||C\r" +
            "OBX|1|ST|A^^http://x||x||||||W\rOBX|2|ID|B^^http://x||Y||||||C\r" +
            "OBX|3|ST|19005-8^Impression^LN||正常||||||C\r",
            Delivery(DeliveryKind.Result), bundle);
    }

    [Fact]
    public void What_is_missing_is_named_at_once()
    {
        var bundle = Collection(new DiagnosticReport
        {
            Id = "r",
            Subject = new("Patient/gone"),
            Result = [new("Observation/gone")],
        });

        Assert.Equal(
            [
                HubError.FieldMissing("DiagnosticReport.subject", "The patient"),
                HubError.FieldMissing("DiagnosticReport.identifier", "An order or report number"),
                HubError.FieldMissing("DiagnosticReport.code", "What was examined"),
                HubError.FieldMissing("DiagnosticReport.result[0]", "An observation of the report"),
            ],
            OutboundConverter.Convert(Delivery(DeliveryKind.Result), bundle, Context).Errors);
    }

    [Fact]
    public void A_document_too_large_for_a_message_is_an_error()
    {
        var report = new DiagnosticReport
        {
            Id = "r",
            Subject = new("Patient/p1"),
            Code = new("http://x", "X"),
            Identifier = [new("urn:hub:county:report", "R1")],
            PresentedForm = [new() { ContentType = "application/pdf", Data = new byte[8_000_000] }],
        };

        Assert.Equal(
            HubErrorCode.LimitExceeded,
            OutboundConverter
                .Convert(Delivery(DeliveryKind.Result), Collection(report, Resident), Context).Errors.Single().Code);
    }

    private static Bundle Report() => Collection(
    [
        new DiagnosticReport
        {
            Id = "r1",
            Identifier =
            [
                new(FhirNames.Scoped("county", "report"), "F1/SH1"),
                new(FhirNames.Scoped("county", "filler"), "F1") { Type = new(FhirNames.V2Table("0203"), "FILL") },
            ],
            BasedOn = [new("ServiceRequest/s1")],
            Status = DiagnosticReport.DiagnosticReportStatus.Final,
            Category = [new(FhirNames.V2Table("0074"), "LAB")],
            Code = new()
            {
                Coding =
                [
                    new(FhirNames.Loinc, "24323-8", "Panel"), new(FhirNames.Scoped("county", "obr-4"), "SH1", "生化"),
                ],
                Text = "生化",
            },
            Subject = new("Patient/p1"),
            Encounter = new("Encounter/e1"),
            Effective = new FhirDateTime("2026-03-02T00:30:00Z"),
            Issued = Now,
            ResultsInterpreter = [new("Practitioner/d1")],
            Specimen = [new("Specimen/sp1")],
            Result = [.. Enumerable.Range(1, 9).Select(i => new ResourceReference($"Observation/o{i}"))],
            PresentedForm = [new() { ContentType = "application/pdf", Title = "报告", Data = "%PDF"u8.ToArray() }],
            Extension =
            [
                new(
                    "http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.note",
                    new Annotation { Text = "空腹采血" }),
            ],
        },
        Resident,
        Doctor,
        new Encounter
        {
            Id = "e1",
            Class = new(FhirNames.V3("ActCode"), "AMB"),
            Participant =
            [
                new()
                {
                    Type = [new(FhirNames.V3("ParticipationType"), "ATND")], Individual = new("Practitioner/d1"),
                },
            ],
            Period = new() { Start = "2026-03-02T08:00:00+08:00" },
        },
        new ServiceRequest
        {
            Id = "s1",
            Identifier = [new(FhirNames.Scoped("county", "placer"), "O1")],
            AuthoredOn = "2026-03-02T08:30:00+08:00",
            Requester = new("Practitioner/d1"),
        },
        new Specimen
        {
            Id = "sp1",
            Identifier =
            [
                new(FhirNames.Scoped("county", "specimen"), "S1") { Type = new(FhirNames.V2Table("0203"), "FILL") },
                new(FhirNames.Scoped("county", "specimen"), "S0") { Type = new(FhirNames.V2Table("0203"), "PLAC") },
            ],
            Status = Specimen.SpecimenStatus.Available,
            Type = new(FhirNames.V2Table("0487"), "BLD", "Blood", null),
            ReceivedTime = "2026-03-02T08:40:00+08:00",
            Collection = new()
            {
                Collected = new FhirDateTime("2026-03-02T08:20:00+08:00"),
                Quantity = new(5, "mL", FhirNames.Ucum),
            },
        },
        new Observation
        {
            Id = "o1",
            Identifier = [new(FhirNames.Scoped("county", "observation"), "F1/GLU/1")],
            Status = ObservationStatus.Final,
            Code = new()
            {
                Coding =
                [
                    new(FhirNames.Loinc, "14749-6", "Glucose"), new(FhirNames.Scoped("county", "obx-3"), "GLU", "血糖"),
                ],
            },
            Value = Mmol(7.10m),
            ReferenceRange = [new() { Low = Mmol(3.9m), High = Mmol(6.1m), Text = "3.9-6.1" }],
            Interpretation = [High],
            Effective = new FhirDateTime("2026-03-02T08:30:00+08:00"),
            Performer = [new("Organization/county"), new("Practitioner/d1")],
            Note = [new() { Text = "复查|建议\n第二行" }],
        },
        Local("o2", "HCG", new Quantity
        {
            Value = 1000, Unit = "IU/L", Comparator = Quantity.QuantityComparator.GreaterThan,
        }),
        Local("o3", "TIT", new Ratio { Numerator = new() { Value = 1 }, Denominator = new() { Value = 128 } }),
        Local("o4", "RNG", new Range { Low = Mmol(3.5m), High = Mmol(5m) }),
        Local("o5", "BG", new CodeableConcept(FhirNames.Scoped("county", "obx-5"), "A", "A型", null)),
        Local("o6", "COL", new FhirString("黄色&清")),
        Local("o7", "MIC", new FhirString("第一行\n第二行"), "F1/MIC/1"),
        Local("o8", "MIC", new FhirString("a\r\nb"), "F1/MIC/2"),
        Repeated(),
    ]);

    private static Observation Local(string id, string code, DataType value, string? number = null) => new()
    {
        Id = id,
        Identifier = number is null ? [] : [new(FhirNames.Scoped("county", "observation"), number)],
        Status = ObservationStatus.Final,
        Code = new(FhirNames.Scoped("county", "obx-3"), code),
        Value = value,
    };

    private static Observation Repeated()
    {
        var observation = Local("o9", "MUL", null!);
        observation.Status = ObservationStatus.Corrected;
        foreach (var value in new[] { 1m, 2m })
            observation.Component.Add(new() { Code = observation.Code, Value = new Quantity { Value = value } });
        return observation;
    }
}
