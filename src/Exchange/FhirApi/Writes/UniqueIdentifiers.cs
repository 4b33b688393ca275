using System.Text.Json;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;
using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>Which identifiers name one resource only: the hub's own numbers, and national numbers.</summary>
internal static class UniqueIdentifiers
{
    private static readonly string[] OfPatient = [FhirNames.IdCard, FhirNames.HealthRecord, FhirNames.HealthCard];

    /// <summary>The identifiers of a resource that nothing else may carry.</summary>
    public static IReadOnlyList<BusinessKey> Of(Resource resource)
    {
        // A specimen, an encounter … each type has its own element; all of them are called identifier.
        if (!resource.TryGetValue("identifier", out var value))
            return [];
        var identifiers = value switch
        {
            Identifier one => [one],
            IEnumerable<Identifier> many => many,
            _ => [],
        };
        return
        [
            .. identifiers.Where(i => !string.IsNullOrEmpty(i.Value) && IsUnique(resource.TypeName, i.System))
                .Select(i => new BusinessKey(resource.TypeName, i.System!, i.Value!)).Distinct(),
        ];
    }

    /// <summary>The same of a stored body, which is not parsed as a whole for it.</summary>
    public static IReadOnlyList<BusinessKey> Of(string type, string bodyJson)
    {
        using var body = JsonDocument.Parse(bodyJson, new JsonDocumentOptions { MaxDepth = 256 });
        if (!body.RootElement.TryGetProperty("identifier", out var found))
            return [];
        var all = found.ValueKind == JsonValueKind.Array ? found.EnumerateArray().ToList() : [found];
        return
        [
            .. all.Select(i => (System: Text(i, "system"), Value: Text(i, "value")))
                .Where(i => i.Value.Length > 0 && IsUnique(type, i.System))
                .Select(i => new BusinessKey(type, i.System, i.Value)).Distinct(),
        ];
    }

    /// <summary>True when nothing but one resource of the type may carry an identifier of the system.</summary>
    public static bool IsUnique(string type, string? system) => system switch
    {
        null or "" or FhirNames.IdCardUnverified => false,
        FhirNames.CreditCode => type == "Organization",
        _ when OfPatient.Contains(system) => type == "Patient",
        _ => system.StartsWith("urn:hub:", StringComparison.Ordinal),
    };

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
