using System.Collections.Frozen;

namespace IntegrationHub.Exchange;

/// <summary>What a token is good for, as SMART App Launch 2 writes it: <c>system/Observation.rs</c>.</summary>
public sealed record Scopes
{
    /// <summary>All types that no other entry of <see cref="Letters"/> names.</summary>
    public const string AllTypes = "*";

    private readonly Lazy<IReadOnlySet<string>?> readable;

    /// <summary>Nothing is limited until <see cref="Letters"/> says so.</summary>
    public Scopes() => readable = new(() => TypesWith('r', 's'));

    // The remembered set belongs to the letters: a copy works its own out.
    private Scopes(Scopes other) =>
        (Letters, readable) = (other.Letters, new(() => TypesWith('r', 's')));

    /// <summary>No limit: <c>system/*.cruds</c>.</summary>
    public static Scopes Everything { get; } = new();

    /// <summary>Letters of <c>cruds</c> by resource type, <c>*</c> for all others; null: everything.</summary>
    public IReadOnlyDictionary<string, string>? Letters { get; init; }

    /// <summary>Types whose content the token may be shown, by reading or by searching; null: all.</summary>
    public IReadOnlySet<string>? ReadableTypes => readable.Value;

    /// <summary>Does the token allow the interaction?</summary>
    /// <param name="type">Resource type.</param>
    /// <param name="letter">One of <c>c r u d s</c>.</param>
    public bool Allow(string type, char letter) => Letters is null
        || (Letters.TryGetValue(type, out var own) && own.Contains(letter, StringComparison.Ordinal))
        || (Letters.TryGetValue(AllTypes, out var all) && all.Contains(letter, StringComparison.Ordinal));

    /// <summary>Does the token allow the interaction on at least one type?</summary>
    public bool AllowSome(char letter) =>
        Letters is null || Letters.Values.Any(l => l.Contains(letter, StringComparison.Ordinal));

    /// <summary>Types with at least one of the letters, e.g. <c>s</c> for a search of everything; null: all.</summary>
    public IReadOnlySet<string>? TypesWith(params IReadOnlyList<char> letters) =>
        Letters is null || letters.Any(l => Allow(AllTypes, l)) ? null
        : Letters.Where(p => letters.Any(l => p.Value.Contains(l, StringComparison.Ordinal)))
            .Select(p => p.Key).ToFrozenSet(StringComparer.Ordinal);

    /// <inheritdoc />
    public bool Equals(Scopes? other) => other is not null && ScopeText.Write(this) == ScopeText.Write(other);

    /// <inheritdoc />
    public override int GetHashCode() => ScopeText.Write(this).GetHashCode(StringComparison.Ordinal);
}
