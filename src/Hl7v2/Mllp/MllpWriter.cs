using System.Buffers;
using System.IO.Pipelines;

namespace IntegrationHub.Hl7v2;

/// <summary>Writes MLLP frames: VT, message, FS, CR.</summary>
public static class MllpWriter
{
    internal const byte StartOfFrame = 0x0B;
    internal const byte EndOfFrame = 0x1C;

    /// <summary>True when the bytes cannot be framed because they hold VT or FS themselves.</summary>
    public static bool HoldsFraming(ReadOnlySpan<byte> message) => message.IndexOfAny(StartOfFrame, EndOfFrame) >= 0;

    /// <summary>Writes one frame and flushes it.</summary>
    /// <exception cref="ArgumentException"><see cref="HoldsFraming"/>; the message builder escapes such
    /// characters.</exception>
    public static async ValueTask WriteAsync(PipeWriter pipe, ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        if (HoldsFraming(message.Span))
            throw new ArgumentException("The message holds a framing byte.", nameof(message));
        pipe.Write([StartOfFrame]);
        pipe.Write(message.Span);
        pipe.Write([EndOfFrame, (byte)'\r']);
        await pipe.FlushAsync(ct);
    }
}
