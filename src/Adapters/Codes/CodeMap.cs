using System.Collections.Frozen;

namespace IntegrationHub.Adapters;

/// <summary>Codes of an HL7 table, and of local habit, as a code FHIR binds.</summary>
/// <param name="name">Name for warnings, e.g. <c>table 0085</c>.</param>
/// <param name="otherwise">What an unknown code becomes; the original is kept beside it.</param>
/// <param name="standard">Codes of the HL7 table: no original needed.</param>
internal sealed class CodeMap<T>(string name, T otherwise, IEnumerable<KeyValuePair<string, T>> standard)
    where T : struct, Enum
{
    public string Name => name;

    public T Otherwise => otherwise;

    public FrozenDictionary<string, T> Standard { get; } =
        standard.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Other words in use; understood, and kept as the original coding.</summary>
    public FrozenDictionary<string, T> Usual { get; init; } = FrozenDictionary<string, T>.Empty;

    /// <summary>System of the words in <see cref="Usual"/>; null: local to the member.</summary>
    public string? LocalSystem { get; init; }
}
