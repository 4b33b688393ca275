using System.Globalization;
using IntegrationHub.Hub.Configuration.Maps;
using IntegrationHub.Hub.Configuration.Yaml;
using IntegrationHub.Store;

namespace IntegrationHub.Hub.Configuration.Rules;

/// <summary>codes/sensitive.csv: codes that make a record sensitive, beside the built-in ones.</summary>
internal static class SensitiveFile
{
    public const string Name = "codes/sensitive.csv";

    private static readonly string[] Columns = ["class", "system", "code-prefix"];

    private static readonly Dictionary<string, RecordClass> Classes = Enum.GetValues<RecordClass>()
        .Where(c => c != RecordClass.Open && (RecordClasses.Sensitive & c) == c)
        .ToDictionary(c => Kebab(c.ToString()), StringComparer.Ordinal);

    public static SensitiveCodes Read(string folder, Findings findings)
    {
        var file = Path.Combine(folder, Name);
        if (!File.Exists(file))
            return new([]);
        var rows = CsvRows.Read(file).ToList();
        if (rows.Count == 0 || !rows[0].Cells.SequenceEqual(Columns))
        {
            findings.Add(Name, rows.Count == 0 ? 1 : rows[0].Line, "",
                $"the first row must be {string.Join(',', Columns)}");
            return new([]);
        }

        return new(rows.Skip(1).Select(r => ReadOne(r, findings)).OfType<SensitiveCode>().ToList());
    }

    private static SensitiveCode? ReadOne(CsvRow row, Findings findings)
    {
        if (row.Cells.Count != Columns.Length || row.Cells.Any(c => c.Length == 0))
            findings.Add(Name, row.Line, "", "class, system and code-prefix are required, and nothing else");
        else if (!Classes.TryGetValue(row.Cells[0], out var own))
            findings.Add(Name, row.Line, "class",
                $"\"{row.Cells[0]}\" is no sensitive class.{NearestName.Hint(row.Cells[0], Classes.Keys)} "
                + $"Known here: {string.Join(", ", Classes.Keys)}");
        else if (!Uri.TryCreate(row.Cells[1], UriKind.Absolute, out _))
            findings.Add(Name, row.Line, "system",
                $"\"{row.Cells[1]}\" is no absolute URI such as {Fhir.FhirNames.Icd10}");
        else
            return new(own, row.Cells[1], row.Cells[2]);
        return null;
    }

    private static string Kebab(string name) => string.Concat(name.Select((c, i) =>
        char.IsUpper(c) && i > 0 ? "-" + char.ToLower(c, CultureInfo.InvariantCulture)
        : char.ToLower(c, CultureInfo.InvariantCulture).ToString()));
}
