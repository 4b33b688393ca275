using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Adapters;

public sealed class ObservationValueTests
{
    [Theory]
    [InlineData("NM", "7.10", """ "valueQuantity":{"value":7.10,"unit":"g/L"} """)]
    [InlineData("NM", "-0.5", """ "valueQuantity":{"value":-0.5,"unit":"g/L"} """)]
    [InlineData("NM", "<0.1", """ "valueQuantity":{"value":0.1,"comparator":"<","unit":"g/L"} """)]
    [InlineData("NM", "≥ 200", """ "valueQuantity":{"value":200,"comparator":">=","unit":"g/L"} """)]
    [InlineData("NM", "阴性", """ "valueString":"阴性" """)]
    [InlineData("SN", ">^100", """ "valueQuantity":{"value":100,"comparator":">","unit":"g/L"} """)]
    [InlineData("SN", "^1^:^128", """ "valueRatio":{"numerator":{"value":1,"unit":"g/L"},"denominator":{"value":128,"unit":"g/L"}} """)]
    [InlineData("SN", "^3^-^5", """ "valueRange":{"low":{"value":3,"unit":"g/L"},"high":{"value":5,"unit":"g/L"}} """)]
    [InlineData("SN", "^2^+", """ "valueString":"2+" """)]
    [InlineData("ST", "a \\T\\ b", """ "valueString":"a & b" """)]
    [InlineData("TX", "line 1~line 2", """ "valueString":"line 1\nline 2" """)]
    [InlineData("FT", "line 1\\.br\\line 2", """ "valueString":"line 1\nline 2" """)]
    [InlineData("CWE", "POS^阳性^LN", """ "valueCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"POS","display":"阳性"}],"text":"阳性"} """)]
    [InlineData("CE", "1^一^99X", """ "valueCodeableConcept":{"coding":[{"system":"urn:hub:county:99x","code":"1","display":"一"}],"text":"一"} """)]
    [InlineData("IS", "N", """ "valueCodeableConcept":{"coding":[{"system":"urn:hub:county:obx-5","code":"N"}]} """)]
    [InlineData("DT", "202603", """ "valueDateTime":"2026-03" """)]
    [InlineData("TS", "202603020915+0900", """ "valueDateTime":"2026-03-02T09:15:00+09:00" """)]
    [InlineData("DTM", "yesterday", """ "valueString":"yesterday" """)]
    [InlineData("TM", "0915", """ "valueTime":"09:15:00" """)]
    [InlineData("TM", "quarter past", """ "valueString":"quarter past" """)]
    [InlineData("DR", "20260301^20260302", """ "valuePeriod":{"start":"2026-03-01","end":"2026-03-02"} """)]
    [InlineData("NR", "1^2", """ "valueRange":{"low":{"value":1,"unit":"g/L"},"high":{"value":2,"unit":"g/L"}} """)]
    [InlineData("MO", "12.50^CNY", """ "valueQuantity":{"value":12.50,"system":"urn:iso:std:iso:4217","code":"CNY"} """)]
    [InlineData("XX", "a^b", """ "valueString":"a^b" """)]
    [InlineData("", "text", """ "valueString":"text" """)]
    public void A_value_is_read_by_its_type(string type, string value, string json)
    {
        var conversion = Message.Convert(Message.Report($"OBX|1|{type}|A^a||{value}|g/L|||||F")).Value;

        Assert.Contains(json.Trim(), FhirJson.Serialize(conversion.The<Observation>()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.5-9.5", "3.5", "9.5")]
    [InlineData("3.5 ～ 9.5", "3.5", "9.5")]
    [InlineData("3.5--9.5", "3.5", "9.5")]
    [InlineData("<5.20", null, "5.20")]
    [InlineData("≤5.20", null, "5.20")]
    [InlineData(">1", "1", null)]
    [InlineData("阴性", null, null)]
    [InlineData("男 4-5 女 3-4", null, null)]
    public void A_reference_range_keeps_its_text_and_gives_numbers_when_it_has_them(string text, string? low,
        string? high)
    {
        var conversion = Message.Convert(Message.Report($"OBX|1|NM|A^a||4|g/L|{text}||||F")).Value;

        var range = conversion.The<Observation>().ReferenceRange.Single();
        Assert.Equal((text, low, high), (range.Text, Number(range.Low), Number(range.High)));
    }

    [Theory]
    [InlineData("HH", Urgency.Urgent)]
    [InlineData("LL", Urgency.Urgent)]
    [InlineData("AA", Urgency.Urgent)]
    [InlineData(">", Urgency.Urgent)]
    [InlineData("<", Urgency.Urgent)]
    [InlineData("H~HH", Urgency.Urgent)]
    [InlineData("危急", Urgency.Urgent)]
    [InlineData("↑↑", Urgency.Urgent)]
    [InlineData("H", Urgency.Routine)]
    [InlineData("↑", Urgency.Routine)]
    [InlineData("N", Urgency.Routine)]
    [InlineData("", Urgency.Routine)]
    public void A_critical_flag_makes_the_message_urgent(string flag, Urgency urgency) =>
        Assert.Equal(urgency, Message.Convert(Message.Report($"OBX|1|NM|A||1|||{flag}|||F")).Value.Urgency);

    [Theory]
    [InlineData("P", ObservationStatus.Preliminary)]
    [InlineData("F", ObservationStatus.Final)]
    [InlineData("C", ObservationStatus.Corrected)]
    [InlineData("X", ObservationStatus.Cancelled)]
    [InlineData("W", ObservationStatus.EnteredInError)]
    [InlineData("D", ObservationStatus.EnteredInError)]
    [InlineData("?", ObservationStatus.Unknown)]
    public void The_status_follows_table_0085(string code, ObservationStatus status)
    {
        var conversion = Message.Convert(Message.Report($"OBX|1|NM|A||1||||||{code}")).Value;

        Assert.Equal(status, conversion.The<Observation>().Status);
        var unmapped = conversion.Warnings.Any(w => w.Code is HubErrorCode.CodeUnmapped);
        Assert.Equal(status is ObservationStatus.Unknown, unmapped);
    }

    [Theory]
    [InlineData("F,F", DiagnosticReport.DiagnosticReportStatus.Final)]
    [InlineData("F,P", DiagnosticReport.DiagnosticReportStatus.Preliminary)]
    [InlineData("F,C", DiagnosticReport.DiagnosticReportStatus.Corrected)]
    [InlineData("F,X", DiagnosticReport.DiagnosticReportStatus.Unknown)]
    public void A_report_without_status_is_worth_as_much_as_its_parts(string parts,
        DiagnosticReport.DiagnosticReportStatus status)
    {
        var obx = parts.Split(',').Select((p, n) => $"OBX|{n}|ST|A{n}||x||||||{p}");
        var text = string.Join('\r', [Message.Header("ORU^R01"), Message.Pid, "OBR|1||F1|P", .. obx]);

        Assert.Equal(status, Message.Convert(text).Value.The<DiagnosticReport>().Status);
    }

    [Fact]
    public void Lines_that_repeat_a_code_have_identities_of_their_own_and_keep_them()
    {
        var text = Message.Report(
            "OBX|1|TX|T^t||one||||||F", "OBX|2|TX|T^t||two||||||F", "OBX|3|TX|T^t|1|three||||||F",
            "OBX|4|TX|T^t|1|four||||||F");

        string[] Ids() => [.. Message.Convert(text).Value.All<Observation>().Select(o => o.Identifier[0].Value!)];

        Assert.Equal(["F1/T/1", "F1/T/2", "F1/T/1/3", "F1/T/1/4"], Ids());
        Assert.Equal(Ids(), Ids());
    }

    [Fact]
    public void An_unreadable_document_is_reported_and_the_report_goes_on()
    {
        var result = Message.Convert(Message.Report("OBX|1|ED|R^r||^AP^PDF^Base64^***||||||F"));

        Assert.Equal(
            [new(HubErrorCode.FieldMalformed,
                "The value is not a document in the encoding OBX-5.4 names (Base64, Hex or A).", "OBX-5(1).5")],
            result.Errors.Select(e => e with { Path = "OBX-5(1).5" }));
    }

    [Fact]
    public void Ten_thousand_observations_cost_ten_times_a_thousand()
    {
        static string Report(int count) => Message.Report(
            [.. Enumerable.Range(1, count)
                .Select(n => $"OBX|{n}|NM|C{n}^name||{n}|g/L|1-9|N|||F|||20260302|LAB^lab|7^Li")]);

        long Cost(string text)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Empty(Message.Convert(text).Value.Warnings);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Cost(Report(100)); // first use of tables and code
        Assert.InRange((double)Cost(Report(10_000)) / Cost(Report(1_000)), 8, 12);
    }

    private static string? Number(Quantity? quantity) =>
        quantity?.Value?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
