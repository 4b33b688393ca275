using System.Collections.Frozen;
using Hl7.Fhir.Model;

namespace IntegrationHub.Exchange;

/// <summary>Resource types of FHIR R4, and what their ids look like.</summary>
internal static class FhirTypes
{
    private const int LongestId = 64;

    private static readonly FrozenSet<string> Known =
        ModelInfo.SupportedResources.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Every type that can be stored, sorted. Parameters only carry what an operation takes and gives.</summary>
    public static IReadOnlyList<string> Stored { get; } =
        [.. Known.Where(t => t != "Parameters").Order(StringComparer.Ordinal)];

    public static bool IsStored(string type) => type != "Parameters" && Known.Contains(type);

    /// <summary>FHIR R4 datatypes.html#id: letters, digits, <c>-</c> and <c>.</c>, 64 at most.</summary>
    public static bool IsId(string? id) =>
        id is { Length: > 0 and <= LongestId } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    /// <summary>True for ids this server gives out: no client may choose one of them for a new resource.</summary>
    public static bool IsOurs(string id) => Guid.TryParseExact(id, "D", out var guid) && guid.Version == 7;
}
