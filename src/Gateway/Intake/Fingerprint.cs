using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace IntegrationHub.Gateway.Intake;

/// <summary>
/// SHA-256 over the content of a message. MSH-7 (time of sending) and MSH-13 (sequence number) are left out: senders
/// write them anew when they send the same message again (RELIABILITY F4).
/// </summary>
internal static class Fingerprint
{
    private const int Time = 7;
    private const int Sequence = 13;

    /// <param name="text">The decoded message, so that the charset of the line makes no difference.</param>
    public static byte[] Of(string text)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var start = text.IndexOf("MSH", StringComparison.Ordinal);
        if (start < 0 || text.Length <= start + 3)
        {
            Append(hash, text);
            return hash.GetHashAndReset();
        }
        var separator = text[start + 3];
        var (field, from) = (1, start);
        for (var i = start + 3; i < text.Length && text[i] is not ('\r' or '\n'); i++)
        {
            if (text[i] != separator)
                continue;
            if (field is Time or Sequence)
                from = i; // what came before the mask is already in
            field++;
            if (field is not (Time or Sequence))
                continue;
            Append(hash, text.AsSpan(from, i - from));
            from = EndOfField(text, i + 1, separator);
        }
        Append(hash, text.AsSpan(from));
        return hash.GetHashAndReset();
    }

    private static int EndOfField(string text, int at, char separator)
    {
        while (at < text.Length && text[at] != separator && text[at] is not ('\r' or '\n'))
            at++;
        return at;
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<char> text) =>
        hash.AppendData(MemoryMarshal.AsBytes(text));
}
