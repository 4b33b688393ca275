using System.Data.Common;

namespace IntegrationHub.Store;

/// <summary>One index table: its columns, and the statements that add, delete and read its rows.</summary>
internal sealed class IndexTable
{
    /// <summary>Columns of <see cref="Read"/>.</summary>
    private static readonly string[] Uniform =
        ["param", "a", "b", "low", "high", "low_number", "high_number", "element", "part", "patient"];

    private readonly Column[] columns;

    private IndexTable(IndexKind kind, string name, params Column[] own)
    {
        columns = [new("id", "id", e => e.Key.Id), new("type", "type", e => e.Key.Type), .. own];
        Kind = kind;
        var names = string.Join(", ", columns.Select(c => c.Name));
        var values = string.Join(", ", columns.Select(c => "@" + c.Name));
        Add = new(
            $"insert into {name} ({names}) select * from unnest({values})",
            $"insert into {name} ({names}) values ({values})");
        // Found by resource id; the other columns tell its rows apart.
        Drop = new(
            $"""
            delete from {name} t using unnest({values}) as k ({names})
             where {string.Join(" and ", columns.Select(c => $"t.{c.Name} = k.{c.Name}"))}
            """,
            $"delete from {name} where {string.Join(" and ", columns.Select(c => $"{c.Name} = @{c.Name}"))}");
        var uniform = string.Join(", ", Uniform.Select(u =>
            columns.FirstOrDefault(c => c.Role == u) is { } c ? $"x.{c.Name}" : Absent(u)));
        Read = $"select x.type, x.id, {(int)kind} as kind, {uniform} from {name} x";
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IndexTable> All { get; } =
    [
        new(IndexKind.Token, "index_token", Param, Text("code", "b"), Text("system", "a"), From("at"),
            new("patient_id", "patient", e => e.Entry.Patient)),
        new(IndexKind.Identifier, "index_identifier", Text("code", "b"), Text("system", "a")),
        new(IndexKind.Reference, "index_reference", Param, Text("target_type", "a"), Text("target_id", "b"),
            From("at")),
        new(IndexKind.Date, "index_date", Param, From("low"),
            new("high", "high", e => SqlValues.FromMicroseconds(e.Entry.To)), new("spans", "", e => e.Entry.Spans)),
        new(IndexKind.Text, "index_string", Param, Text("value", "a"), Text("exact", "b")),
        new(IndexKind.Suffix, "index_suffix", Param, Text("suffix", "a")),
        new(IndexKind.Number, "index_number", Param, Text("code", "b"), Text("system", "a"), Low, High),
        new(IndexKind.Composite, "index_composite", Param, Text("a", "a"), Text("b", "b"), Low, High,
            new("element", "element", e => e.Entry.Element), new("part", "part", e => e.Entry.Part)),
    ];

    /// <summary>Which rows stand here.</summary>
    public IndexKind Kind { get; }

    /// <summary>Adds rows.</summary>
    public SqlTwins Add { get; }

    /// <summary>Deletes rows.</summary>
    public SqlTwins Drop { get; }

    /// <summary>Selects rows (alias x) in the columns all tables share; <see cref="Entry"/> reads them.</summary>
    public string Read { get; }

    private static Column Param => new("param", "param", e => e.Entry.Param);

    private static Column Low => new("low", "low_number", e => e.Entry.Low);

    private static Column High => new("high", "high_number", e => e.Entry.High);

    /// <summary>The row a reader of <see cref="Read"/> stands on.</summary>
    public static PlacedEntry Entry(DbDataReader r)
    {
        var kind = (IndexKind)r.GetInt32(2);
        return new(new(r.GetString(0), r.GetString(1)), new(
            kind, kind == IndexKind.Identifier ? "identifier" : r.GetString(3), r.TextOrNull(4) ?? "",
            r.TextOrNull(5) ?? "")
        {
            From = r.InstantOrNull(6)?.Microseconds() ?? 0,
            To = r.InstantOrNull(7)?.Microseconds() ?? 0,
            Low = r.IsDBNull(8) ? 0 : r.GetDouble(8),
            High = r.IsDBNull(9) ? 0 : r.GetDouble(9),
            Element = r.IsDBNull(10) ? 0 : r.GetInt32(10),
            Part = r.IsDBNull(11) ? 0 : r.GetInt32(11),
            Patient = r.TextOrNull(12) ?? "",
        });
    }

    /// <summary>The rows as columns of a statement.</summary>
    public Rows Columns(IReadOnlyList<PlacedEntry> entries) =>
        new(entries.Count, [.. columns.Select(c => ($"@{c.Name}", (object?)c.Values(entries)))]);

    private static Column Text(string name, string role) =>
        new(name, role, role == "a" ? e => e.Entry.A : e => e.Entry.B);

    private static Column From(string name) => new(name, "low", e => SqlValues.FromMicroseconds(e.Entry.From));

    private static string Absent(string role) => role switch
    {
        "low" or "high" => "cast(null as timestamptz)",
        "low_number" or "high_number" => "cast(null as double precision)",
        "element" or "part" => "cast(null as integer)",
        _ => "cast(null as text)",
    };

    private sealed record Column(string Name, string Role, Func<PlacedEntry, object> Of)
    {
        public Array Values(IReadOnlyList<PlacedEntry> entries)
        {
            var values = Array.CreateInstance(Of(entries[0]).GetType(), entries.Count);
            for (var i = 0; i < entries.Count; i++)
                values.SetValue(Of(entries[i]), i);
            return values;
        }
    }
}

/// <summary>An index row with its resource.</summary>
internal readonly record struct PlacedEntry(ResourceKey Key, IndexEntry Entry);
