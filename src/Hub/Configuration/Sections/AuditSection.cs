using System.Globalization;
using IntegrationHub.Exchange;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration;

/// <summary>Reads the section <c>audit</c> of hub.yaml.</summary>
internal static class AuditSection
{
    private const int MostMonths = 1_200;

    public static AuditOptions Read(YamlSection audit, string folder)
    {
        var usual = new AuditOptions();
        var options = new AuditOptions
        {
            KeepMonths = Keep(audit, usual.KeepMonths),
            AnchorFile = audit.Text("anchors") is { } file ? Path.GetFullPath(file, folder) : null,
        };
        audit.Close();
        return options;
    }

    private static int Keep(YamlSection audit, int usual)
    {
        if (audit.Text("keep") is not { } text)
            return usual;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts is not [var number, var unit] || unit is not ("months" or "month" or "years" or "year")
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count > MostMonths)
        {
            audit.Error("keep", $"\"{text}\" is no time such as 3 years or 18 months");
            return usual;
        }

        var months = unit.StartsWith("year", StringComparison.Ordinal) ? 12 * count : count;
        if (months >= AuditOptions.LeastMonths)
            return months;
        audit.Error("keep", $"\"{text}\" is too short: the law asks for {AuditOptions.LeastMonths} months at least");
        return usual;
    }
}
