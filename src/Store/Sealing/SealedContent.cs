using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Store.Sealing;

/// <summary>
/// Layout of sealed content: magic (4) · version (1) · algorithm (1) · length of key id (1) · key id · salt (16) ·
/// nonce (12) · tag (16) · ciphertext. Everything before the nonce is signed along, and the place of the row.
/// </summary>
/// <remarks>
/// The algorithm byte is there so that another one (SM4-GCM) can come without touching old rows. Every row has a key of
/// its own, HMAC-SHA256(key, label, salt): random nonces under one key would be safe for 2^32 rows only, and a busy
/// gateway writes those within weeks (NIST SP 800-38D §8.3).
/// </remarks>
internal static class SealedContent
{
    private const uint Magic = 0x9F494853; // \x9F IHS: no HL7 text and no JSON begins so
    private const byte Version = 1;
    private const byte Aes256Gcm = 1;
    private const int FixedHead = 7;
    private const int SaltBytes = 16;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private static readonly byte[] Label = "hub-row-key-1"u8.ToArray();

    /// <summary>Whether content was sealed; content from before sealing was switched on was not.</summary>
    public static bool Is(ReadOnlySpan<byte> content) =>
        content.Length >= FixedHead && BinaryPrimitives.ReadUInt32BigEndian(content) == Magic;

    /// <summary>The id of the key that sealed it; null when it was not sealed, or its head is damaged.</summary>
    public static string? KeyOf(ReadOnlySpan<byte> content) =>
        Is(content) && content.Length >= FixedHead + content[6]
            ? Encoding.ASCII.GetString(content.Slice(FixedHead, content[6]))
            : null;

    public static byte[] Seal(ReadOnlySpan<byte> plain, DataKey key, SealedPlace place)
    {
        var head = FixedHead + key.Id.Length + SaltBytes;
        var content = new byte[head + NonceBytes + TagBytes + plain.Length];
        BinaryPrimitives.WriteUInt32BigEndian(content, Magic);
        (content[4], content[5], content[6]) = (Version, Aes256Gcm, (byte)key.Id.Length);
        Encoding.ASCII.GetBytes(key.Id, content.AsSpan(FixedHead));
        RandomNumberGenerator.Fill(content.AsSpan(head - SaltBytes, SaltBytes + NonceBytes));
        using var cipher = new AesGcm(RowKey(key, content.AsSpan(head - SaltBytes, SaltBytes)), TagBytes);
        cipher.Encrypt(
            content.AsSpan(head, NonceBytes), plain, content.AsSpan(head + NonceBytes + TagBytes),
            content.AsSpan(head + NonceBytes, TagBytes), Signed(content.AsSpan(0, head), place));
        return content;
    }

    /// <returns>False: not this key, changed, or moved here from another row.</returns>
    public static bool TryOpen(
        ReadOnlySpan<byte> content, DataKey key, SealedPlace place, [NotNullWhen(true)] out byte[]? plain)
    {
        plain = null;
        var head = FixedHead + key.Id.Length + SaltBytes;
        if (KeyOf(content) != key.Id || content[4] != Version || content[5] != Aes256Gcm
            || content.Length < head + NonceBytes + TagBytes)
            return false;
        var text = new byte[content.Length - head - NonceBytes - TagBytes];
        try
        {
            using var cipher = new AesGcm(RowKey(key, content.Slice(head - SaltBytes, SaltBytes)), TagBytes);
            cipher.Decrypt(
                content.Slice(head, NonceBytes), content[(head + NonceBytes + TagBytes)..],
                content.Slice(head + NonceBytes, TagBytes), text, Signed(content[..head], place));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        plain = text;
        return true;
    }

    private static byte[] RowKey(DataKey key, ReadOnlySpan<byte> salt)
    {
        Span<byte> input = stackalloc byte[Label.Length + SaltBytes];
        Label.CopyTo(input);
        salt.CopyTo(input[Label.Length..]);
        return HMACSHA256.HashData(key.Secret, input);
    }

    private static byte[] Signed(ReadOnlySpan<byte> head, SealedPlace place) => [.. head, .. place.Bytes];
}
