using System.Text;

namespace IntegrationHub.Hub.Configuration.Maps;

/// <summary>One row of a CSV file.</summary>
/// <param name="Line">1-based line of its first character.</param>
/// <param name="Cells">Trimmed cells.</param>
internal readonly record struct CsvRow(int Line, IReadOnlyList<string> Cells);

/// <summary>RFC 4180 with comment lines (<c># …</c>) and empty lines left out.</summary>
internal static class CsvRows
{
    public static IEnumerable<CsvRow> Read(string file)
    {
        var line = 0;
        var pending = new StringBuilder();
        var first = 0;
        foreach (var text in File.ReadLines(file, Encoding.UTF8))
        {
            line++;
            if (pending.Length == 0 && (text.Length == 0 || text[0] == '#'))
                continue;
            if (pending.Length == 0)
                first = line;
            else
                pending.Append('\n');
            pending.Append(text);
            if (pending.ToString().Count(c => c == '"') % 2 == 1)
                continue; // inside quotes: the cell goes on in the next line
            yield return new(first, Cells(pending.ToString()));
            pending.Clear();
        }
        if (pending.Length > 0)
            yield return new(first, Cells(pending.ToString()));
    }

    private static List<string> Cells(string row)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] == '"' && quoted && i + 1 < row.Length && row[i + 1] == '"')
                cell.Append(row[i++]);
            else if (row[i] == '"')
                quoted = !quoted;
            else if (row[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
                cell.Append(row[i]);
        }
        cells.Add(cell.ToString().Trim());
        return cells;
    }
}
