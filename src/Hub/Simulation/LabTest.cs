using System.Globalization;

namespace IntegrationHub.Hub.Simulation;

/// <summary>One item of a laboratory report.</summary>
internal sealed record LabItem(string Code, string Name, string Loinc, string Unit, double Low, double High);

/// <summary>A laboratory test a doctor can order.</summary>
internal sealed record LabTest(string Code, string Name, string Specimen, IReadOnlyList<LabItem> Items)
{
    public static IReadOnlyList<LabTest> All { get; } =
    [
        new("CBC", "血常规", "BLD^全血", [
            new("WBC", "白细胞计数", "6690-2", "10*9/L", 3.5, 9.5),
            new("RBC", "红细胞计数", "789-8", "10*12/L", 4.3, 5.8),
            new("HGB", "血红蛋白", "718-7", "g/L", 130, 175),
            new("PLT", "血小板计数", "777-3", "10*9/L", 125, 350)]),
        new("BMP", "电解质及肾功能", "SER^血清", [
            new("K", "钾", "2823-3", "mmol/L", 3.5, 5.3),
            new("NA", "钠", "2951-2", "mmol/L", 137, 147),
            new("CREA", "肌酐", "14682-9", "umol/L", 57, 97),
            new("GLU", "葡萄糖", "15074-8", "mmol/L", 3.9, 6.1)]),
        new("TNI", "心肌标志物", "SER^血清", [
            new("CTNI", "肌钙蛋白I", "89579-7", "ng/L", 0, 26)]),
    ];

    /// <summary>OBX segments with plausible values; <paramref name="critical"/> makes the first item
    /// alarming.</summary>
    public IEnumerable<string> Obx(Random dice, bool critical, string status, string at)
    {
        for (var i = 0; i < Items.Count; i++)
        {
            var item = Items[i];
            var alarm = critical && i == 0;
            var value = alarm ? item.High * 2.4 : item.Low
                + ((item.High - item.Low) * ((dice.NextDouble() * 1.3) - 0.1));
            var flag = alarm ? "HH" : value > item.High ? "H" : value < item.Low ? "L" : "N";
            yield return string.Create(CultureInfo.InvariantCulture,
                $"OBX|{i + 1}|NM|{item.Code}^{item.Name}^L^{item.Loinc}^{item.Name}^LN||{value:0.0}|"
                + $"{item.Unit}|{item.Low}-{item.High}|{flag}|||{status}|||{at}");
        }
    }
}
