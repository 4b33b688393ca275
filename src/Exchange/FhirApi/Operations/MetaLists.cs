using Hl7.Fhir.Model;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Every profile, tag and security label in use.</summary>
internal static class MetaLists
{
    /// <summary>Most of each that are listed.</summary>
    private const int Most = 1_000;

    /// <param name="reader">Where to read.</param>
    /// <param name="type">Resource type; empty: all.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<Meta> ReadAsync(HubReader reader, string type, CancellationToken ct)
    {
        var meta = new Meta();
        var rows = await IndexValues.MetaAsync(reader, type.Length == 0 ? FhirTypes.Stored : [type], Most, ct);
        meta.Tag.AddRange(rows.Where(r => r.Param == "_tag").Select(Coding));
        meta.Security.AddRange(rows.Where(r => r.Param == "_security").Select(Coding));
        meta.ProfileElement.AddRange(rows.Where(r => r.Param == "_profile").Select(r => new Canonical(r.Code)));
        return meta;

        static Coding Coding((string Param, string System, string Code) row) =>
            new(row.System.Length == 0 ? null : row.System, row.Code);
    }
}
