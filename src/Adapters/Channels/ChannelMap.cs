using System.Collections.Frozen;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>
/// What differs per hospital, as data: the standard maps are code, this is configuration. Every dictionary is looked up
/// with ordinal comparison; the configuration check has proved paths and systems.
/// </summary>
public sealed record ChannelMap
{
    /// <summary>A hospital that follows the standard.</summary>
    public static ChannelMap Default { get; } = new();

    /// <summary>
    /// Kind of number (<see cref="Fhir.Kinds"/>, or a lower-case type code of table 0203) → system URI.
    /// </summary>
    public IReadOnlyDictionary<string, string> IdentifierSystems { get; init; } =
        FrozenDictionary<string, string>.Empty;

    /// <summary>
    /// Assigning authority (CX.4.1, EI.2, XCN.9.1) → system URI; wins over <see cref="IdentifierSystems"/>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Authorities { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Name of a coding system as the hospital writes it (CWE.3) → system URI.</summary>
    public IReadOnlyDictionary<string, string> CodeSystems { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Field, e.g. <c>OBX-3</c> → table from local to standard codes.</summary>
    public IReadOnlyDictionary<string, CodeTable> Codes { get; init; } = FrozenDictionary<string, CodeTable>.Empty;

    /// <summary>Fields that stand in the wrong place, e.g. in a Z-segment; moved before the maps run.</summary>
    public IReadOnlyList<PathRewrite> Rewrites { get; init; } = [];

    /// <summary>Values for fields the hospital never sends.</summary>
    public IReadOnlyList<FieldDefault> Defaults { get; init; } = [];
}

/// <summary>Moves a field or component.</summary>
/// <param name="From">
/// E.g. <c>ZPD-3</c>. Unless it names a later occurrence it stands for every segment of that name; each moves into
/// the nearest segment of the target name before it, else the first one.
/// </param>
/// <param name="To">E.g. <c>PID-22</c>. Left alone when it already has a value.</param>
public sealed record PathRewrite(Hl7Path From, Hl7Path To);

/// <summary>A value for a field that is absent.</summary>
/// <param name="Path">E.g. <c>OBX-11</c>: every OBX without one gets it.</param>
/// <param name="Value">Plain text; escaped when written.</param>
public sealed record FieldDefault(Hl7Path Path, string Value);
