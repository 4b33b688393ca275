using System.Text.RegularExpressions;

namespace IntegrationHub.Store.Sealing;

/// <summary>One key that seals message content.</summary>
/// <param name="Id">Stands in every row it sealed: 2–40 of <c>a–z 0–9 -</c>.</param>
/// <param name="Secret">32 bytes.</param>
public sealed partial record DataKey(string Id, byte[] Secret)
{
    /// <summary>Bytes of a secret.</summary>
    public const int Length = 32;

    /// <summary>Whether a text may be the id of a key.</summary>
    public static bool IsId(string id) => Id40().IsMatch(id);

    /// <summary>The id only: a key is never printed.</summary>
    public override string ToString() => Id;

    [GeneratedRegex("^[a-z0-9-]{2,40}$", RegexOptions.NonBacktracking)]
    private static partial Regex Id40();
}

/// <summary>Every key this process may open rows with, and the one it seals new rows with.</summary>
public sealed class KeyRing
{
    private readonly Dictionary<string, DataKey> keys;

    /// <param name="keys">At least one; ids differ.</param>
    /// <param name="active">Seals new rows.</param>
    public KeyRing(IEnumerable<DataKey> keys, string active)
    {
        this.keys = keys.ToDictionary(k => k.Id, StringComparer.Ordinal);
        Active = this.keys[active];
    }

    /// <summary>Seals new rows.</summary>
    public DataKey Active { get; }

    /// <summary>Every id, oldest name first.</summary>
    public IReadOnlyList<string> Ids => [.. keys.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The key of a row; null when this ring does not hold it.</summary>
    public DataKey? Find(string id) => keys.GetValueOrDefault(id);
}
