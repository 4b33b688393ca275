using IntegrationHub.Fhir;

namespace IntegrationHub.Store;

/// <summary>Search parameters that are columns of <c>resource</c> instead of index rows: written once, never
/// joined.</summary>
internal static class SearchColumns
{
    private static readonly string[] Times =
        ["date", "authored", "authored-on", "collected", "recorded", "recorded-date"];

    private static readonly Dictionary<string, string> TimeByType = SearchParameters.Types
        .Select(t => (Type: t, Time: Times.FirstOrDefault(p => SearchParameters.Find(t, p) is not null)))
        .Where(t => t.Time is not null)
        .ToDictionary(t => t.Type, t => t.Time!, StringComparer.Ordinal);

    private static readonly Dictionary<string, string> CompartmentByType = SearchParameters.Types
        .Select(t => (Type: t, Patient: SearchParameters.Find(t, "patient")?.IndexedAs))
        .Where(t => t.Patient is not null)
        .ToDictionary(t => t.Type, t => t.Patient!, StringComparer.Ordinal);

    /// <summary>The parameter behind <c>resource.at</c> and <c>until</c>: what <c>_sort=date</c> sorts by.</summary>
    public static string? TimeOf(string type) => TimeByType.GetValueOrDefault(type);

    /// <summary>The reference parameter behind <c>resource.patient_id</c>.</summary>
    public static string? CompartmentOf(string type) => CompartmentByType.GetValueOrDefault(type);
}
