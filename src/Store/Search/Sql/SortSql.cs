using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>A sort key as SQL. What has no value sorts as if it had the largest: last ascending, first
/// descending.</summary>
internal static class SortSql
{
    private static readonly DateTimeOffset NoTime = FhirDates.Latest.AddDays(1);

    /// <summary>Expression for the key on a row of <paramref name="scope"/>.</summary>
    public static string Column(SortKey key, SearchScope scope, SqlParts parts) => key.By switch
    {
        SortBy.Date => scope.Time,
        SortBy.LastUpdated => $"{scope.Resource}.last_updated",
        SortBy.Id => scope.Id,
        _ => Parameter(key, scope, parts),
    };

    /// <summary>Reads the key of a result row, as it is written into a position.</summary>
    public static string Read(SortKey key, System.Data.Common.DbDataReader row, int column) => Kind(key) switch
    {
        IndexKind.Date => row.Instant(column).Microseconds().ToString(CultureInfo.InvariantCulture),
        IndexKind.Number => row.GetDouble(column).ToString("R", CultureInfo.InvariantCulture),
        _ => row.GetString(column),
    };

    /// <summary>The key of a position as a parameter value; null when the position is none of ours.</summary>
    public static object? Value(SortKey key, string text) => Kind(key) switch
    {
        IndexKind.Date => long.TryParse(text, CultureInfo.InvariantCulture, out var at)
            ? SqlValues.FromMicroseconds(at) : null,
        IndexKind.Number => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null,
        _ => text,
    };

    private static IndexKind Kind(SortKey key) => key.By switch
    {
        SortBy.Date or SortBy.LastUpdated => IndexKind.Date,
        SortBy.Id => IndexKind.Text,
        _ => key.Info!.Type switch
        {
            SearchParamType.Date => IndexKind.Date,
            SearchParamType.Number or SearchParamType.Quantity => IndexKind.Number,
            _ => IndexKind.Text,
        },
    };

    private static string Parameter(SortKey key, SearchScope scope, SqlParts parts)
    {
        var info = key.Info!;
        if (info.Type == SearchParamType.Reference && SearchColumns.IsCompartment(scope.Type, info.IndexedAs))
            return $"coalesce(nullif({scope.Resource}.patient_id, ''), {parts.Add("none", ValueSql.Last)})";
        var (table, column, none) = info.Type switch
        {
            SearchParamType.Token when info.IndexedAs.Contains("identifier") =>
                ("index_identifier", "code", (object)ValueSql.Last),
            SearchParamType.Token => ("index_token", "code", ValueSql.Last),
            SearchParamType.Reference => ("index_reference", "target_id", ValueSql.Last),
            SearchParamType.Date => ("index_date", "low", NoTime),
            SearchParamType.Number or SearchParamType.Quantity => ("index_number", "low", double.MaxValue),
            _ => ("index_string", "value", ValueSql.Last),
        };
        var x = parts.Alias();
        var param = table == "index_identifier" ? "" : $" and {parts.Names($"{x}.param", info.IndexedAs)}";
        return $"coalesce((select {(key.Descending ? "max" : "min")}({x}.{column}) from {table} {x}"
            + $" where {x}.id = {scope.Id} and {x}.type = {parts.Name(scope.Type)}{param}), {parts.Add("none", none)})";
    }
}
