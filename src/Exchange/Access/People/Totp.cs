using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IntegrationHub.Exchange;

/// <summary>Time-based one-time codes as every authenticator app makes them: RFC 6238, SHA-1, 30 s, 6 digits.</summary>
public static class Totp
{
    /// <summary>Seconds of one code.</summary>
    public const int StepSeconds = 30;

    private const int SecretBytes = 20;
    private const int Digits = 6;
    private const int Modulus = 1_000_000;
    private const int Drift = 1; // codes of the step before and after count too: clocks differ
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A new secret, base 32.</summary>
    public static string NewSecret() => Base32(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The code of a moment.</summary>
    public static string CodeAt(string secret, DateTimeOffset at) => Code(Bytes(secret), StepOf(at));

    /// <summary>The time step whose code this is; null when it is none around the moment.</summary>
    public static long? StepOf(string secret, string code, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(code);
        if (code.Length != Digits || secret.Length == 0)
            return null;
        var (key, given) = (Bytes(secret), Encoding.UTF8.GetBytes(code));
        long? found = null;
        for (var step = StepOf(at) - Drift; step <= StepOf(at) + Drift; step++)
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Code(key, step)), given))
                found = step;
        return found;
    }

    /// <summary>What an authenticator app reads from the picture.</summary>
    public static string Address(string secret, string account, string issuer) =>
        $"otpauth://totp/{Uri.EscapeDataString(issuer)}:{Uri.EscapeDataString(account)}?secret={secret}"
        + $"&issuer={Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits={Digits}&period={StepSeconds}";

    /// <summary>Bytes as letters and digits that are hard to mistake (RFC 4648, no padding).</summary>
    internal static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var b in bytes)
        {
            (buffer, bits) = ((buffer << 8) | b, bits + 8);
            for (; bits >= 5; bits -= 5)
                text.Append(Letters[(buffer >> (bits - 5)) & 31]);
            buffer &= (1 << bits) - 1;
        }

        return bits == 0 ? text.ToString() : text.Append(Letters[(buffer << (5 - bits)) & 31]).ToString();
    }

    private static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / StepSeconds;

    // SHA-1 is what RFC 6238 and the apps agree on; its weakness against collisions does not touch HMAC.
#pragma warning disable CA5350
    private static string Code(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var hash = HMACSHA1.HashData(key, counter);
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }
#pragma warning restore CA5350

    private static byte[] Bytes(string secret)
    {
        var (bytes, buffer, bits) = (new List<byte>(), 0, 0);
        foreach (var letter in secret)
        {
            (buffer, bits) = ((buffer << 5) | Letters.IndexOf(letter), bits + 5);
            if (bits >= 8)
                bytes.Add((byte)(buffer >> (bits -= 8)));
            buffer &= (1 << bits) - 1;
        }

        return [.. bytes];
    }
}
