using System.Buffers;

namespace IntegrationHub.Hl7v2;

/// <summary>The part of a frame that has come so far; doubles while it grows, so bytes are copied twice at most on
/// average.</summary>
internal sealed class FrameBuffer : IDisposable
{
    private byte[] held = [];

    public int Length { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (held.Length < Length + bytes.Length)
            Grow(Length + bytes.Length);
        bytes.CopyTo(held.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>What came, as a copy; the buffer is empty afterwards.</summary>
    public byte[] Take()
    {
        var bytes = held.AsSpan(0, Length).ToArray();
        Dispose();
        return bytes;
    }

    public void Dispose()
    {
        if (held.Length > 0)
            ArrayPool<byte>.Shared.Return(held, clearArray: true); // patient data does not wait in a pool
        (held, Length) = ([], 0);
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(4096, held.Length * 2)));
        held.AsSpan(0, Length).CopyTo(larger);
        if (held.Length > 0)
            ArrayPool<byte>.Shared.Return(held, clearArray: true);
        held = larger;
    }
}
