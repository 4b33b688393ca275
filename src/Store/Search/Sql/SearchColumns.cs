using System.Collections.Concurrent;
using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Search parameters that are columns of <c>resource</c> instead of index rows: written once, never
/// joined.</summary>
internal static class SearchColumns
{
    private static readonly string[] Times =
        ["date", "authored", "authored-on", "collected", "recorded", "recorded-date"];

    private static readonly ConcurrentDictionary<string, (string? Time, string? Patient)> Known =
        new(StringComparer.Ordinal);

    /// <summary>The index rows behind <c>resource.at</c> and <c>until</c>: what <c>_sort=date</c> sorts by.</summary>
    public static string? TimeOf(string type) => Of(type).Time;

    /// <summary>The reference rows behind <c>resource.patient_id</c>; only where there is at most one.</summary>
    public static string? CompartmentOf(string type) => Of(type).Patient;

    /// <summary>True when these rows are the time columns.</summary>
    public static bool IsTime(string type, IReadOnlyList<string> rows) => rows.Count == 1 && rows[0] == TimeOf(type);

    /// <summary>True when a patient among these rows may stand in the patient column.</summary>
    public static bool IsCompartment(string type, IReadOnlyList<string> rows) =>
        CompartmentOf(type) is { } patient && rows.Contains(patient);

    private static (string? Time, string? Patient) Of(string type) => Known.GetOrAdd(type, static t =>
    {
        var time = Times.Select(p => SearchParameters.Find(t, p))
            .FirstOrDefault(p => p is { Type: Hl7.Fhir.Model.SearchParamType.Date, IndexedAs.Count: 1 });
        var patient = SearchParameters.Find(t, "patient") is { Single: true, IndexedAs.Count: 1 } one
            ? one : null;
        return (time?.IndexedAs[0], patient?.IndexedAs[0]);
    });
}
