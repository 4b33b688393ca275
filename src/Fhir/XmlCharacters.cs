using System.Buffers;
using System.Globalization;
using System.Text;

namespace IntegrationHub.Fhir;

/// <summary>
/// Characters JSON can carry and XML 1.0 cannot (§2.2): most control characters, which a hospital may send as
/// <c>\X01\</c>, and U+FFFE and U+FFFF.
/// </summary>
public static class XmlCharacters
{
    private static ReadOnlySpan<byte> Replacement => @"\uFFFD"u8;

    /// <summary>The JSON with U+FFFD in the place of each of them; itself when there is none.</summary>
    /// <param name="json">Well-formed UTF-8 JSON.</param>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> json)
    {
        ArrayBufferWriter<byte>? clean = null;
        var copied = 0;
        for (var at = 0; (at = Next(json.Span, at)) < json.Length;)
        {
            var length = Length(json.Span[at..]);
            if (IsForbidden(json.Span.Slice(at, length)))
            {
                clean ??= new(json.Length + 64);
                clean.Write(json.Span[copied..at]);
                clean.Write(Replacement);
                copied = at + length;
            }

            at += length;
        }

        if (clean is null)
            return json;
        clean.Write(json.Span[copied..]);
        return clean.WrittenMemory;
    }

    private static int Next(ReadOnlySpan<byte> json, int from)
    {
        var found = json[from..].IndexOfAny((byte)'\\', (byte)0xEF);
        return found < 0 ? json.Length : from + found;
    }

    // An escape, or a character of three bytes.
    private static int Length(ReadOnlySpan<byte> at) =>
        at[0] != '\\' ? 3 : at[1] == 'u' ? 6 : 2;

    private static bool IsForbidden(ReadOnlySpan<byte> text) => text switch
    {
        [0xEF, 0xBF, 0xBE or 0xBF] => true,
        [(byte)'\\', (byte)'b' or (byte)'f'] => true,
        [(byte)'\\', (byte)'u', .. var hex] => IsForbidden(
            ushort.Parse(Encoding.ASCII.GetString(hex), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
        _ => false,
    };

    private static bool IsForbidden(ushort unit) =>
        unit is < 0x20 and not (0x09 or 0x0A or 0x0D) or 0xFFFE or 0xFFFF;
}
