using System.Globalization;
using System.Text;

namespace IntegrationHub.Benchmarks;

/// <summary>Messages of any length, as hospitals send them.</summary>
internal static class SampleMessages
{
    /// <summary>A laboratory report; ten observations make 2 KiB.</summary>
    public static string OruR01(int observations)
    {
        var message = new StringBuilder(
            "MSH|^~\\&|LIS|H1|HUB|CENTRE|20260302090000+0800||ORU^R01^ORU_R01|M1|P|2.5.1||||||UNICODE UTF-8\r" +
            "PID|1||P0001^^^H1&1.2.3&ISO^MR~999999198001010000^^^^NI||测试^患者||19800101|M|||人民路1号^^资阳市^^641300\r" +
            "PV1|1|O|门诊^^^H1||||1001^李^四||||||||||||V0001^^^^VN\rORC|RE|O1|F1\r" +
            "OBR|1|O1|F1|CBC^血常规^L|||20260302083000+0800|||||||||1001^李^四||||||20260302090000+0800||LAB|F\r");
        for (var i = 1; i <= observations; i++)
        {
            message.Append(CultureInfo.InvariantCulture,
                $"OBX|{i}|NM|T{i:D3}^检验项目{i}^L^718-7^Hemoglobin^LN||{100 + i % 50}.5|g/L^克每升^L|110-160|N|||F|||");
            message.Append("20260302085500+0800|LAB^检验科|2001^王^五\r");
        }
        return message.ToString();
    }

    /// <summary>An order with one item; it becomes a ServiceRequest and a Task.</summary>
    public static string OmlO21() =>
        "MSH|^~\\&|HIS|H1|HUB|CENTRE|20260302080000+0800||OML^O21^OML_O21|M2|P|2.5.1||||||UNICODE UTF-8\r" +
        "PID|1||P0001^^^H1&1.2.3&ISO^MR~999999198001010000^^^^NI||测试^患者||19800101|M|||人民路1号^^资阳市^^641300\r" +
        "PV1|1|O|门诊^^^H1||||1001^李^四||||||||||||V0001^^^^VN\r" +
        "ORC|NW|O1^H1|||||||20260302080000+0800|||1001^李^四\r" +
        "OBR|1|O1^H1||CBC^血常规^L|||20260302083000+0800|||||||||1001^李^四\r";
}
