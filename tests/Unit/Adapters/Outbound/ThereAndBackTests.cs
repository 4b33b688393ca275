using Hl7.Fhir.Model;
using IntegrationHub.Adapters;
using IntegrationHub.Adapters.Outbound;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;
using Xunit;
using static IntegrationHub.Unit.Adapters.Outbound.Consortium;

namespace IntegrationHub.Unit.Adapters.Outbound;

/// <summary>What one hospital wrote arrives at the other one as it was written, through FHIR and back.</summary>
public sealed class ThereAndBackTests
{
    private const string Pid = "PID|1||C1^^^XRM^MR||张^三||19800101|F\r";

    [Fact]
    public void A_report()
    {
        const string orders =
            "ORC|RE|O1^XRM|F1^XRM|||||||||1001^李^四\r" +
            "OBR|1|O1^XRM|F1^XRM|SH1^生化^L|||20260302083000+0800|||||||||1001^李^四||||||20260302090000+0800||LAB|C\r" +
            "NTE|1||空腹采血\r" +
            "OBX|1|NM|GLU^血糖^L||7.10|mmol/L^^UCUM|3.9-6.1|HH|||C|||20260302083000+0800||2001^王^五\r" +
            "NTE|1||已复查\r" +
            "OBX|2|SN|HCG^^L||>^1000|IU/L||H|||F\r" +
            "OBX|3|CWE|BG^血型^L||A^A型^L||||||F\r" +
            "OBX|4|FT|MIC^镜检^L|1|第一行\\.br\\第\\T\\二行||||||F\r" +
            "OBX|5|FT|MIC^镜检^L|2|a\\.br\\b||||||P\r" +
            "OBX|6|ST|18782-3&IMP^结论^LN||未见异常||||||F\r" +
            "OBX|7|ED|PDF^报告^L||^AP^PDF^Base64^JVBERg==||||||C\r" +
            "SPM|1|S1^||BLD^Blood^HL70487|||||||||||||20260302082000+0800|20260302084000+0800\r";

        var (sent, told) = Told<DiagnosticReport>(DeliveryKind.Result, "ORU^R01^ORU_R01", Pid + orders);

        Same(sent, told, "ORC", 2, 3);
        Same(sent, told, "OBR", 2, 3, 4, 7, 22, 24, 25);
        Same(sent, told, "NTE", 3);
        Same(sent, told, "OBX", 2, 4, 5, 6, 7, 8, 11);
        Assert.Equal(sent.All("OBX").SkipLast(1).Select(o => o[3].Raw), told.All("OBX").SkipLast(1).Select(o => o[3].Raw));
        Same(sent, told, "SPM", 4, 17, 18);
        Assert.Equal("李四", Xcn.Read(told["OBR-16"]).FullName);
    }

    [Theory]
    [InlineData("OML^O21^OML_O21", "LAB")]
    [InlineData("ORM^O01", "RAD")]
    public void An_order(string type, string section)
    {
        var orders =
            "ORC|NW|O1^XRM||G1^XRM|||||20260302090000+0800|||1001^李^四\r" +
            (section == "LAB" ? "TQ1|1||||||20260303||S\r" : "") +
            $"OBR|1|O1^XRM||CT^胸部^L||||||||||||1001^李^四||||||||{section}|||||||R05^咳嗽^I10\r" +
            "NTE|1||注意过敏\rDG1|1||J18^肺炎^I10|||W\rOBX|1|NM|WT^体重^L||61.5|kg|||||F\r";

        var (sent, told) = Told<ServiceRequest>(DeliveryKind.Order, type, Pid + orders, receiver: "ZX1");

        Assert.Equal(sent.Header.Event, told.Header.Event);
        Same(sent, told, "ORC", 1, 2, 4, 9);
        Same(sent, told, "OBR", 2, 4, 24, 31);
        Same(sent, told, "NTE", 3);
        Same(sent, told, "DG1", 3, 6);
        Same(sent, told, "OBX", 2, 3, 5, 6, 11);
    }

    [Fact]
    public void A_referral()
    {
        const string referral =
            "RF1|P|A|CARD^心内科^HL70281||O^Outpatient^HL70284|R1^XRM|20260302|20260401|20260302090000+0800|I25.1^冠心病^I10\r" +
            "PRD|RP^^HL70286|李^四||^^^XRM|||1001\rPRD|RT^^HL70286|王^五||心内科^^^ZX1|||2001\r" + Pid +
            "DG1|1||I25.1^冠心病^I10||20260301|W\rAL1|1|DA|PEN^青霉素^L\r" +
            "OBR|1||F1^XRM|ECG^心电图^L|||20260301||||||||||||||||||F\rOBX|1|ST|R^节律^L||窦性||||||F\r" +
            "OBX|2|NM|HR^心率^L||72|/min|||||F\r";

        var (sent, told) = Told<ServiceRequest>(DeliveryKind.Referral, "REF^I12^REF_I12", referral, receiver: "ZX1");

        Same(sent, told, "RF1", 3, 5, 6, 7, 8, 9, 10);
        Assert.Equal(("P", "A"), (told["RF1-1.1"].Text, told["RF1-2.1"].Text));
        Assert.Equal(["RP", "RT"], told.All("PRD").Select(p => p[1][1].Text));
        Assert.Equal(["XRM", "ZX1"], told.All("PRD").Select(p => Pl.Read(p[4]).Facility.NamespaceId));
        Assert.Equal(["李四", "王五"], told.All("PRD").Select(p => Xpn.Read(p[2]).FullName));
        Same(sent, told, "DG1", 3, 5, 6);
        Same(sent, told, "AL1", 2, 3);
        Same(sent, told, "OBR", 3, 4, 7, 25);
        Same(sent, told, "OBX", 2, 3, 5, 6, 11);
    }

    [Theory]
    [InlineData("S12", "Booked")]
    [InlineData("S13", "Booked")]
    [InlineData("S14", "Complete")]
    [InlineData("S15", "Cancelled")]
    [InlineData("S26", "Noshow")]
    public void An_appointment(string trigger, string status)
    {
        var booking =
            $"SCH|A0^XRM|A1^XRM||||{(trigger == "S15" ? "PAT^病人要求^L" : "")}|CHECKUP^复查^HL70276|NORMAL^普通^HL70277|30|min|" +
            "^^30^20260310090000+0800^20260310093000+0800|||||3001^赵^六|||||||||" + status + "|R1^ZX1\r" +
            Pid + "RGS|1|A\rAIS|1|A|XN^心内科门诊^L|20260310090000+0800|||30|min\r" +
            "AIG|1|A|CT1^CT机^L\rAIL|1|A|门诊^301^^XRM\rAIP|1|A|1001^李^四|主任^主任医师^L\r";

        var (sent, told) = Told<Appointment>(DeliveryKind.Appointment, $"SIU^{trigger}^SIU_S12", booking);

        Assert.Equal(sent.Header.Event, told.Header.Event);
        Same(sent, told, "SCH", 1, 2, 7, 8, 9, 26);
        Assert.Equal((status, "PAT"), (told["SCH-25.1"].Text, trigger == "S15" ? told["SCH-6.1"].Text : "PAT"));
        Assert.Equal("20260310090000+0800^20260310093000+0800", told["SCH-11"].Raw["^^M30^".Length..]);
        Assert.Equal("3001", told["SCH-16.1"].Text);
        Same(sent, told, "AIS", 3, 4, 7);
        Same(sent, told, "AIG", 3);
        Assert.Equal(("门诊", "301", "XRM"), (told["AIL-3.1"].Text, told["AIL-3.2"].Text, told["AIL-3.4"].Text));
        Assert.Equal(("1001", "李四", "主任"), (told["AIP-3.1"].Text, Xcn.Read(told["AIP-3"]).FullName, told["AIP-4.1"].Text));
    }

    private static (Hl7Message Sent, Hl7Message Told) Told<TFocus>(
        DeliveryKind kind, string type, string segments, string receiver = "HUB")
        where TFocus : Resource
    {
        var sent = MessageOf(type, segments, receiver);
        var converted = Hl7Converter.Convert(sent, new()
        {
            MessageId = Guid.Empty,
            Member = "county",
            Channel = "c",
            ReceivedAt = Now,
            Members = Context.Members,
        });
        Assert.Empty(converted.Errors);
        var bundle = converted.Value.Bundle;
        bundle.Entry = [.. bundle.Entry.OrderBy(e => e.Resource is TFocus ? 0 : 1)];
        var told = OutboundConverter.Convert(Delivery(kind, sent.Header.TriggerEvent), bundle, Context);
        Assert.Empty(told.Errors);
        return (sent, told.Value);
    }

    private static Hl7Message MessageOf(string type, string segments, string receiver)
    {
        var parsed = Hl7Message.Parse(
            $"MSH|^~\\&|HIS|XRM|HUB|{receiver}|20260302090000+0800||{type}|1|P|2.5.1\r{segments}");
        Assert.Empty(parsed.Errors);
        return parsed.Value;
    }

    private static void Same(Hl7Message sent, Hl7Message told, string segment, params int[] fields) => Assert.Equal(
        sent.All(segment).Select(s => Line(s, fields)), told.All(segment).Select(s => Line(s, fields)));

    private static string Line(Hl7Segment segment, int[] fields) =>
        string.Join(" | ", fields.Select(f => $"{segment.Name}-{f} {segment[f].Raw}"));
}
