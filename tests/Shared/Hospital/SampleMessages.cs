using System.Globalization;
using System.Text;

namespace IntegrationHub.Shared.Hospital;

/// <summary>Messages as hospital systems write them, about invented people. Segments end with CR.</summary>
public static class SampleMessages
{
    /// <summary>Message time used where the caller gives none: 2026-03-02 09:00 in China.</summary>
    public const string Time = "20260302090000+0800";

    private static readonly int[] IdWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>An ID number with a valid check digit in a division code that was never given out (519999).</summary>
    public static string IdNumber(int person)
    {
        var birth = new DateTime(1950, 1, 1).AddDays(person % 20_000);
        var body = string.Create(CultureInfo.InvariantCulture, $"519999{birth:yyyyMMdd}{person % 1000:D3}");
        var sum = body.Select((c, i) => (c - '0') * IdWeights[i]).Sum();
        return body + "10X98765432"[sum % 11];
    }

    /// <summary>MSH for an event.</summary>
    public static string Msh(string facility, string @event, string controlId, string? receiver = null, string charset = "") =>
        $"MSH|^~\\&|HIS|{facility}|HUB|{receiver ?? "HUB"}|{Time}||{@event}|{controlId}|P|2.5.1||||||{charset}\r";

    /// <summary>PID with the local number and, when given, the ID number.</summary>
    public static string Pid(string localId, string name, string? idNumber = null) =>
        $"PID|1||{localId}^^^^MR{(idNumber is null ? "" : $"~{idNumber}^^^^NI")}||{name}||19800101|M|||测试路1号^^资阳市^^641300||13900000000\r";

    /// <summary>ADT of any trigger with a visit.</summary>
    public static string Adt(string trigger, string facility, string controlId, string localId, string name,
        string? idNumber = null, string visit = "V1", string? receiver = null) =>
        Msh(facility, $"ADT^{trigger}", controlId, receiver) +
        $"EVN|{trigger}|{Time}\r" + Pid(localId, name, idNumber) +
        Segment("PV1", (1, "1"), (2, "O"), (3, $"门诊^^^{facility}"), (7, "1001^李医生"), (19, $"{visit}^^^^VN"), (44, Time));

    /// <summary>ORU^R01: one OBR with <paramref name="obxCount"/> numeric results.</summary>
    public static string OruR01(int obxCount, string facility = "H1", string controlId = "1", string localId = "P1",
        string name = "张^三", string? idNumber = null, string order = "O1", string status = "F", string? receiver = null,
        string time = Time)
    {
        var text = new StringBuilder(Msh(facility, "ORU^R01^ORU_R01", controlId, receiver))
            .Append(Pid(localId, name, idNumber))
            .Append("PV1|1|O\r")
            .Append(CultureInfo.InvariantCulture,
                $"ORC|RE|{order}|F{order}\r")
            .Append(Segment("OBR", (1, "1"), (2, order), (3, $"F{order}"), (4, "CBC^血常规^L"), (7, time), (16, "1001^李医生"),
                (22, time), (24, "LAB"), (25, status)));
        for (var i = 1; i <= obxCount; i++)
            text.Append(CultureInfo.InvariantCulture,
                $"OBX|{i}|NM|T{i:D3}^检验项目{i}^L||{100 + (i % 50)}|g/L^克每升^L|110-160|N|||{status}|||{time}\r");
        return text.ToString();
    }

    /// <summary>ORM^O01: a new order, for <paramref name="receiver"/> to carry out.</summary>
    public static string OrmO01(string facility, string controlId, string localId, string name, string order,
        string? receiver = null, string? idNumber = null) =>
        Msh(facility, "ORM^O01", controlId, receiver) + Pid(localId, name, idNumber) + "PV1|1|O\r" +
        $"ORC|NW|{order}|||||||{Time}|||1001^李医生\rOBR|1|{order}||CT^胸部CT^L|||{Time}\r";

    /// <summary>OML^O21: a new laboratory order, for <paramref name="receiver"/> to carry out.</summary>
    public static string OmlO21(string facility, string controlId, string localId, string name, string order,
        string? receiver = null, string? idNumber = null) =>
        Msh(facility, "OML^O21^OML_O21", controlId, receiver) + Pid(localId, name, idNumber) + "PV1|1|O\r" +
        $"ORC|NW|{order}|||||||{Time}|||1001^李医生\rOBR|1|{order}||CBC^血常规^L|||{Time}\r";

    /// <summary>SIU of any trigger.</summary>
    public static string Siu(string trigger, string facility, string controlId, string localId, string name,
        string appointment, string? idNumber = null, string? receiver = null) =>
        Msh(facility, $"SIU^{trigger}^SIU_S12", controlId, receiver) +
        Segment("SCH", (1, appointment), (2, $"F{appointment}"), (7, "NORMAL^普通^L"), (9, "30"), (10, "min^minute^UCUM"),
            (11, "^^30^20260310090000+0800^20260310093000+0800"), (16, "1001^李医生"), (25, "BOOKED")) +
        Pid(localId, name, idNumber) + "PV1|1|O\rRGS|1|A\r" +
        "AIS|1|A|XN^心内科门诊^L|20260310090000+0800|||30|min\rAIP|1|A|1001^李医生\r";

    /// <summary>REF of any trigger from one facility to another.</summary>
    public static string Ref(string trigger, string from, string to, string controlId, string localId, string name,
        string referral, string? idNumber = null, string status = "P", string priority = "R") =>
        Msh(from, $"REF^{trigger}^REF_I12", controlId, to) +
        $"RF1|{status}|{priority}||||{referral}^{from}|{Time}\r" +
        $"PRD|RP^^HL70286|李^医生||^^^{from}\rPRD|RT^^HL70286|王^主任||^^^{to}\r" +
        Pid(localId, name, idNumber) + "DG1|1||I25.1^冠心病^ICD10||20260301|W\r";

    /// <summary>A segment from numbered fields; the gaps are absent.</summary>
    public static string Segment(string name, params (int Field, string Value)[] fields)
    {
        var values = new string[fields[^1].Field];
        foreach (var (field, value) in fields)
            values[field - 1] = value;
        return $"{name}|{string.Join('|', values)}\r";
    }
}
