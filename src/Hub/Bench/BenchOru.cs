using System.Globalization;
using System.Text;

namespace IntegrationHub.Hub.Bench;

/// <summary>The message every figure is about: ORU^R01, UTF-8, 2 KiB, one report with 10 numeric results.</summary>
internal static class BenchOru
{
    private const int Results = 10;
    private const string Time = "20260302090000+0800";

    public static string Text(string facility, string controlId, string patient, string order)
    {
        var text = new StringBuilder(2_200).Append(string.Create(CultureInfo.InvariantCulture, $"""
            MSH|^~\&|LIS|{facility}|HUB|HUB|{Time}||ORU^R01^ORU_R01|{controlId}|P|2.5.1||||||UNICODE UTF-8
            PID|1||{patient}^^^^MR||张^测试||19800101|M|||测试路1号^^测试市^^641300||13900000000
            PV1|1|O|检验科^^^{facility}||||D01^试医甲
            ORC|RE|{order}|F{order}|||||||||D01^试医甲
            OBR|1|{order}|F{order}|CBC^血常规^L|||{Time}|||||||||D01^试医甲||||||{Time}||LAB|F

            """).ReplaceLineEndings("\r"));
        for (var i = 1; i <= Results; i++)
            text.Append(CultureInfo.InvariantCulture,
                $"OBX|{i}|NM|T{i:D2}^血常规检验项目名称{i:D2}^L^718-7^Hemoglobin [Mass/volume] in Blood^LN||{100 + i}.{i}|")
                .Append(CultureInfo.InvariantCulture, $"g/L^克每升^UCUM|110-160|N|||F|||{Time}||D01^试医甲\r");
        return text.ToString();
    }

    public static byte[] Bytes(string facility, string controlId, string patient, string order) =>
        Encoding.UTF8.GetBytes(Text(facility, controlId, patient, order));
}
