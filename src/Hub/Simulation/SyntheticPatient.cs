using System.Globalization;

namespace IntegrationHub.Hub.Simulation;

/// <summary>
/// A resident who does not exist: the division code 519999 was never given out, and every given name begins with 试
/// ("test"). The check digit of the ID number is right, so identity matching works as it does on real ones.
/// </summary>
internal sealed record SyntheticPatient(
    int Number, string Name, string IdNumber, DateOnly Born, bool Male, string Phone, string Address)
{
    private const string Division = "519999";
    private const string CheckDigits = "10X98765432";
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    private static readonly string[] Surnames =
        ["张", "王", "李", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "曾", "欧阳", "䶮", "单于"];
    private static readonly string[] Given =
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "文", "华", "芳", "军", "敏", "强"];

    /// <summary>The same number is always the same person.</summary>
    public static SyntheticPatient Of(int number)
    {
        var born = new DateOnly(1940, 1, 1).AddDays(number * 617 % 29_000);
        var male = number % 2 == 0;
        var sequence = (number / 2 % 450 * 2) + (male ? 1 : 0); // odd for men, even for women (GB 11643)
        var body = string.Create(CultureInfo.InvariantCulture, $"{Division}{born:yyyyMMdd}{sequence:D3}");
        return new(
            number,
            Surnames[number % Surnames.Length] + "试" + Given[number / Surnames.Length % Given.Length],
            body + CheckDigits[body.Select((c, i) => (c - '0') * Weights[i]).Sum() % 11],
            born,
            male,
            string.Create(CultureInfo.InvariantCulture, $"1990000{number % 10_000:D4}"),
            string.Create(CultureInfo.InvariantCulture, $"柳河镇石桥村{number % 90 + 1}号"));
    }

    /// <summary>Number of the patient in one hospital's own system.</summary>
    public string LocalNumber(string facility) =>
        string.Create(CultureInfo.InvariantCulture, $"{facility[..2]}{700_000 + Number}");
}
