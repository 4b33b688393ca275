using System.Text.RegularExpressions;

namespace IntegrationHub.Store;

/// <summary>
/// SQL here is written once, in PostgreSQL's words. What SQLite says otherwise is translated by these few rules;
/// what they do not cover is written as twins (<see cref="SqlTwins"/>).
/// </summary>
/// <remarks>
/// <c>= any(@x)</c> → <c>in (select value from json_each(@x))</c>: lists travel as JSON text ·
/// <c>for update [of t] [skip locked]</c> → nothing: SQLite has one writer ·
/// <c>strpos(</c> → <c>instr(</c> · <c>{key}</c> → text compared byte by byte ·
/// <c>{clustered}</c> → table stored in its primary key ·
/// <c>{postgres}</c>, <c>{sqlite}</c> at the beginning of a line of a schema → a line for that database only.
/// <c>clock_timestamp()</c> is a function SQLite connections are given.
/// </remarks>
internal static partial class Dialect
{
    /// <summary>The text as SQLite takes it. Sessions remember the prepared result, within a limit.</summary>
    public static string ForSqlite(string sql)
    {
        var lists = AnyOf().Replace(
            Schema(sql, "text", "without rowid", "--", ""), "in (select value from json_each(@$1))");
        return ForUpdate().Replace(lists, "").Replace("strpos(", "instr(", StringComparison.Ordinal);
    }

    /// <summary>Schema text as PostgreSQL takes it.</summary>
    public static string ForPostgres(string schema) => Schema(schema, "text collate \"C\"", "", "", "--");

    private static string Schema(string text, string key, string clustered, string postgres, string sqlite) =>
        !text.Contains('{', StringComparison.Ordinal) ? text : text
            .Replace("{key}", key, StringComparison.Ordinal)
            .Replace("{clustered}", clustered, StringComparison.Ordinal)
            .Replace("{postgres}", postgres, StringComparison.Ordinal)
            .Replace("{sqlite}", sqlite, StringComparison.Ordinal);

    [GeneratedRegex(@"= any\(@(\w+)\)")]
    private static partial Regex AnyOf();

    [GeneratedRegex(@"\bfor update\b( of \w+)?( skip locked)?")]
    private static partial Regex ForUpdate();
}

/// <summary>One statement in two languages, side by side.</summary>
/// <param name="Postgres">Takes columns as arrays: <c>unnest(@a, @b)</c>, all rows in one statement.</param>
/// <param name="Sqlite">Takes one row: run again for each, prepared once.</param>
internal sealed record SqlTwins(string Postgres, string Sqlite);
