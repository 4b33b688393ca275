using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace IntegrationHub.Hl7v2;

/// <summary>Finds field separators and line ends, sixteen characters at a time: fields are too short for
/// IndexOf.</summary>
internal ref struct SeparatorScan
{
    private const int Width = 16;

    private readonly ReadOnlySpan<ushort> text;
    private readonly ushort separator;
    private int next; // behind the characters the hits are among
    private uint hits; // one bit each

    public SeparatorScan(ReadOnlySpan<char> text, int start, char separator)
    {
        (next, this.separator) = (start, separator);
        this.text = MemoryMarshal.Cast<char, ushort>(text);
    }

    /// <summary>The position of the next separator, <c>\r</c> or <c>\n</c>; −1 at the end.</summary>
    public int Next()
    {
        while (hits == 0)
        {
            if (next >= text.Length)
                return -1;
            hits = text.Length - next >= Width ? Compare() : CompareRest();
            next += Width;
        }
        var at = next - Width + BitOperations.TrailingZeroCount(hits);
        hits &= hits - 1;
        return at;
    }

    private readonly uint Compare()
    {
        var characters = Vector256.Create(text.Slice(next, Width));
        var found = Vector256.Equals(characters, Vector256.Create(separator))
            | Vector256.Equals(characters, Vector256.Create((ushort)'\r'))
            | Vector256.Equals(characters, Vector256.Create((ushort)'\n'));
        return found.ExtractMostSignificantBits();
    }

    private readonly uint CompareRest()
    {
        var found = 0u;
        for (var i = next; i < text.Length; i++)
        {
            if (text[i] == separator || text[i] is '\r' or '\n')
                found |= 1u << (i - next);
        }
        return found;
    }
}
