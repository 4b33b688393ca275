using IntegrationHub.Adapters;
using IntegrationHub.Hub.Configuration.Rules;
using IntegrationHub.Hub.Configuration.Yaml;

namespace IntegrationHub.Hub.Configuration.Maps;

/// <summary>Every table of codes/*.csv, read once; channels name them.</summary>
internal sealed class CodeFolder
{
    private const string Folder = "codes";

    private static readonly string[] RequiredColumns = ["code", "system", "standard"];
    private static readonly string[] Columns = ["code", "display", "system", "standard", "standard_display"];

    private readonly Dictionary<string, CodeTable> tables = new(StringComparer.Ordinal);

    /// <summary>Names as channel files write them, e.g. <c>codes/items.csv</c>.</summary>
    public IEnumerable<string> Names => tables.Keys;

    public CodeTable? Find(string name) => tables.GetValueOrDefault(name);

    public static CodeFolder Read(string folder, Findings findings)
    {
        var read = new CodeFolder();
        foreach (var name in FolderFiles.In(folder, Folder, ".csv", findings)
            .Where(n => n != SensitiveFile.Name)) // no table of a channel
            read.tables[name] = ReadTable(folder, name, findings);
        return read;
    }

    private static CodeTable ReadTable(string folder, string name, Findings findings)
    {
        var rows = new Dictionary<string, StandardCode>(StringComparer.Ordinal);
        var lines = CsvRows.Read(Path.Combine(folder, name)).ToArray();
        var header = lines.FirstOrDefault();
        var missing = RequiredColumns.Where(c => header.Cells?.Contains(c) != true).ToArray();
        var unknown = (header.Cells ?? []).Where(c => !Columns.Contains(c)).ToArray();
        if (missing.Length > 0)
            findings.Add(name, Math.Max(1, header.Line), string.Join(",", missing),
                $"column missing; the first row names the columns {string.Join(", ", Columns)}");
        foreach (var column in unknown)
            findings.Add(name, header.Line, column, $"unknown column.{NearestName.Hint(column, Columns)}");
        if (missing.Length == 0)
            foreach (var row in lines.Skip(1))
                Add(rows, header.Cells!, row, name, findings);
        return new(Path.GetFileNameWithoutExtension(name), rows);
    }

    private static void Add(
        Dictionary<string, StandardCode> rows, IReadOnlyList<string> header, CsvRow row, string name, Findings findings)
    {
        string Cell(string column) =>
            header.ToList().IndexOf(column) is var at and >= 0 && at < row.Cells.Count ? row.Cells[at] : "";
        var (code, system, standard) = (Cell("code"), Cell("system"), Cell("standard"));
        if (row.Cells.Count > header.Count)
            findings.Add(name, row.Line, "",
                $"has {row.Cells.Count} cells for {header.Count} columns; quote a cell with a comma");
        if (code.Length == 0 || system.Length == 0 || standard.Length == 0)
            findings.Add(name, row.Line, "", "code, system and standard must not be empty");
        else if (!Uri.TryCreate(system, UriKind.Absolute, out _))
            findings.Add(name, row.Line, "system", $"\"{system}\" is no absolute URI such as http://loinc.org");
        else if (!rows.TryAdd(code,
            new(system, standard, Cell("standard_display") is { Length: > 0 } text ? text : null)))
            findings.Add(name, row.Line, "code", $"\"{code}\" is mapped twice");
    }
}
