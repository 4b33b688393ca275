using System.Text;
using IntegrationHub.Contracts;

namespace IntegrationHub.Store.Sealing;

/// <summary>
/// Seals message content before it is written and opens it after it was read. Without keys it writes content as it is.
/// Content from before sealing was switched on stays readable.
/// </summary>
public sealed class Sealer
{
    private const string TextMark = "ihs1:"; // sealed content in a text column; JSON never begins so

    private readonly KeyRing? ring;

    private Sealer(KeyRing? ring) => this.ring = ring;

    /// <summary>Writes content as it is.</summary>
    public static Sealer None { get; } = new(null);

    /// <summary>Seals with the ring's active key.</summary>
    public static Sealer With(KeyRing ring) => new(ring);

    /// <summary>Id of the key new rows are sealed with; null without keys.</summary>
    public string? ActiveKey => ring?.Active.Id;

    /// <summary>Ids of all keys at hand.</summary>
    public IReadOnlyList<string> Keys => ring?.Ids ?? [];

    internal byte[] Seal(ReadOnlySpan<byte> plain, SealedPlace place) =>
        ring is null ? plain.ToArray() : SealedContent.Seal(plain, ring.Active, place);

    /// <summary>For a column of bytes that holds text.</summary>
    internal object SealUtf8(string plain, SealedPlace place) =>
        ring is null ? plain : SealedContent.Seal(Encoding.UTF8.GetBytes(plain), ring.Active, place);

    /// <summary>For a column that takes text only.</summary>
    internal string SealText(string plain, SealedPlace place) => ring is null
        ? plain
        : TextMark + Convert.ToBase64String(SealedContent.Seal(Encoding.UTF8.GetBytes(plain), ring.Active, place));

    internal Result<byte[]> Open(byte[] content, SealedPlace place)
    {
        if (!SealedContent.Is(content))
            return content;
        if (SealedContent.KeyOf(content) is not { } id)
            return Damaged(place);
        if (ring?.Find(id) is not { } key)
            return new HubError(HubErrorCode.Internal,
                $"The content is sealed with the key {id}, which this hub does not hold: bring it back "
                + "(docs/security/transport.md), then replay.", place.Column);
        return SealedContent.TryOpen(content, key, place, out var plain) ? plain : Damaged(place);
    }

    internal Result<string> OpenText(string content, SealedPlace place)
    {
        if (!content.StartsWith(TextMark, StringComparison.Ordinal))
            return content;
        return BytesOf(content) is { } bytes && SealedContent.Is(bytes)
            ? Open(bytes, place).Then<string>(plain => Encoding.UTF8.GetString(plain))
            : Damaged(place);
    }

    /// <summary>Content that is not sealed with the active key, sealed anew; null when there is nothing to do.</summary>
    internal byte[]? Renewed(byte[] content, SealedPlace place) =>
        ring is null || SealedContent.KeyOf(content) == ring.Active.Id || !Open(content, place).TryGet(out var plain, out _)
            ? null
            : Seal(plain, place);

    /// <summary>The same for a column that takes text only.</summary>
    internal string? RenewedText(string content, SealedPlace place)
    {
        var key = content.StartsWith(TextMark, StringComparison.Ordinal) && BytesOf(content) is { } bytes
            ? SealedContent.KeyOf(bytes)
            : null;
        return ring is null || key == ring.Active.Id || !OpenText(content, place).TryGet(out var plain, out _)
            ? null
            : SealText(plain, place);
    }

    private static byte[]? BytesOf(string content)
    {
        var bytes = new byte[content.Length];
        return Convert.TryFromBase64Chars(content.AsSpan(TextMark.Length), bytes, out var length) ? bytes[..length] : null;
    }

    private static HubError Damaged(SealedPlace place) => new(HubErrorCode.Internal,
        "The stored content was changed or moved here from another row: it does not open. Restore it from a backup, or "
        + "ask the sender to send it again.", place.Column);
}
