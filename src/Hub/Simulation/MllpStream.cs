using System.Buffers;

namespace IntegrationHub.Hub.Simulation;

/// <summary>
/// MLLP as a hospital system speaks it: kept apart from the gateway's own framing on purpose, so that one does not
/// excuse the mistakes of the other.
/// </summary>
internal sealed class MllpStream(Stream stream)
{
    private const byte Start = 0x0B;
    private const byte End = 0x1C;
    private const byte Return = 0x0D;
    private const int MostBytes = 64 * 1024 * 1024;
    private const int ReadSize = 16 * 1024;

    private readonly byte[] buffer = new byte[ReadSize];
    private int position;
    private int filled;

    public async Task WriteAsync(ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        var frame = ArrayPool<byte>.Shared.Rent(message.Length + 3);
        frame[0] = Start;
        message.CopyTo(frame.AsMemory(1));
        frame[message.Length + 1] = End;
        frame[message.Length + 2] = Return;
        await stream.WriteAsync(frame.AsMemory(0, message.Length + 3), ct);
        await stream.FlushAsync(ct);
        ArrayPool<byte>.Shared.Return(frame);
    }

    /// <summary>The bytes of the next message, or null when the other side closed.</summary>
    public async Task<byte[]?> ReadAsync(CancellationToken ct)
    {
        using var message = new MemoryStream();
        var inside = false;
        while (await NextAsync(ct) is { } value)
        {
            if (!inside)
                inside = value == Start;
            else if (value == End)
                return await NextAsync(ct) is Return ? message.ToArray() : null;
            else if (message.Length < MostBytes)
                message.WriteByte(value);
            else
                return null;
        }
        return null;
    }

    private async ValueTask<byte?> NextAsync(CancellationToken ct)
    {
        if (position == filled)
        {
            filled = await stream.ReadAsync(buffer, ct);
            position = 0;
            if (filled == 0)
                return null;
        }
        return buffer[position++];
    }
}
