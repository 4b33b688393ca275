namespace IntegrationHub.Hl7v2;

/// <summary>
/// Remembers which values of one message were read, for loss accounting: set it on
/// <see cref="Hl7Message.ReadLog"/>, convert, then ask <see cref="Hl7Message.Unread"/>. Not thread-safe.
/// </summary>
public sealed class ReadLog
{
    private ulong[] bits = []; // one bit per character of the text

    internal void Mark(int start, int end)
    {
        if (end <= start)
            return;
        if (bits.Length <= end >> 6)
            Array.Resize(ref bits, Math.Max((end >> 6) + 1, bits.Length * 2));
        for (var at = start; at < end;)
        {
            if ((at & 63) == 0 && end - at >= 64)
            {
                bits[at >> 6] = ulong.MaxValue;
                at += 64;
            }
            else
            {
                bits[at >> 6] |= 1UL << (at & 63);
                at++;
            }
        }
    }

    internal bool IsRead(int position) =>
        position >> 6 < bits.Length && (bits[position >> 6] & (1UL << (position & 63))) != 0;
}
