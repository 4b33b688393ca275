using System.Security.Cryptography;

namespace IntegrationHub.Adapters.Outbound;

/// <summary>MSH-10 of outgoing messages.</summary>
public static class ControlIds
{
    /// <summary>What version 2.5.1 allows for MSH-10.</summary>
    public const int Length = 20;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // no I, L, O, U: people read it aloud

    /// <summary>
    /// Twenty letters and digits: the first 100 bits of SHA-256 over the delivery id. The same delivery has the same
    /// one
    /// at every try; among a billion deliveries the chance of a double is below one in a thousand billion.
    /// </summary>
    public static string Of(Guid deliveryId)
    {
        Span<byte> id = stackalloc byte[16];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        deliveryId.TryWriteBytes(id, bigEndian: true, out _);
        SHA256.HashData(id, hash);
        Span<char> text = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
        {
            var bits = i * 5;
            var two = (hash[bits / 8] << 8) | hash[bits / 8 + 1];
            text[i] = Alphabet[(two >> (11 - bits % 8)) & 31];
        }
        return new(text);
    }
}
