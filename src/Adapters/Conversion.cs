using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>A message as FHIR, with an account of every field.</summary>
public sealed record Conversion
{
    /// <summary>One transaction: patient first, Provenance last.</summary>
    public required Bundle Bundle { get; init; }

    /// <summary>Urgent for critical values and emergency referrals.</summary>
    public required Urgency Urgency { get; init; }

    /// <summary>When the source says it happened (MSH-7, else EVN-2), UTC; never later than it was received.</summary>
    public required DateTimeOffset EventAt { get; init; }

    /// <summary>
    /// Non-empty leaves of the source that no row read, or whose content could not be used; source order.
    /// </summary>
    public required IReadOnlyList<Hl7Path> Unread { get; init; }

    /// <summary>What was kept but not understood: unmapped codes, unusable dates of optional fields.</summary>
    public required IReadOnlyList<HubError> Warnings { get; init; }

    /// <summary>Which row read which field and wrote which element; empty unless asked for.</summary>
    public IReadOnlyList<MapStep> Steps { get; init; } = [];
}

/// <summary>One row of a map at work.</summary>
/// <param name="Source">Path in the message.</param>
/// <param name="Row">Row of the map, e.g. <c>OBX-3 (v2-to-FHIR: OBX[Observation])</c>.</param>
/// <param name="Target">Element written, e.g. <c>Observation[2].code</c>; <c>ignored: why</c> for fields left out on
/// purpose.</param>
public sealed record MapStep(string Source, string Row, string Target);
