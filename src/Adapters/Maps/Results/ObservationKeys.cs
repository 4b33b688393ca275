using System.Globalization;
using Hl7.Fhir.Model;
using IntegrationHub.Fhir;

namespace IntegrationHub.Adapters;

/// <summary>
/// Identity of observations: <c>order/code/sub-id</c>. A correction of the same report finds the same observation;
/// lines of a text that repeat the code without OBX-4 are told apart by their order.
/// </summary>
internal sealed class ObservationKeys(Scope scope, string number)
{
    private readonly string system = scope.SystemOf(scope.Context.Member, Kinds.Observation);
    private readonly Dictionary<string, int> lines = [];

    public (string System, string Id) Next(CodeableConcept concept, string? subId)
    {
        var what = (concept.Coding.Count > 0 ? LocalCode(concept) : null) ?? concept.Text;
        var code = $"{number}/{what}";
        var line = lines[code] = lines.GetValueOrDefault(code) + 1;
        var id = $"{code}/{subId ?? line.ToString(CultureInfo.InvariantCulture)}";
        for (var copy = line; scope.Draft.Holds("Observation", system, id); copy++)
            id = $"{code}/{subId ?? "1"}/{copy}";
        return (system, id);
    }

    // A table may have put the standard code first; the identity stays with the code that was sent first.
    private static string? LocalCode(CodeableConcept concept) =>
        (concept.Coding.Find(c => c.System?.StartsWith("urn:hub:", StringComparison.Ordinal) == true)
            ?? concept.Coding[0]).Code;
}
