namespace IntegrationHub.Gateway;

/// <summary>
/// Says when the disk is too full for new messages. They are refused before the disk is full, so that what was
/// acknowledged can still be converted, published and marked (RELIABILITY F7).
/// </summary>
internal sealed class DiskReserve(GatewayOptions options, TimeProvider clock)
{
    private const int BytesOnDiskPerByteTaken = 8; // raw, FHIR, indexes, and all of it in the write-ahead log again

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private long lookedAt = long.MinValue;
    private long spare; // bytes above the reserve when last looked, less what was taken since may have cost
    private volatile bool low;

    /// <summary>
    /// True: refuse new messages. Looks at the disk once a second, and sooner when the messages taken since may have
    /// filled it to the reserve.
    /// </summary>
    public bool IsLow
    {
        get
        {
            var now = clock.GetTimestamp();
            var before = Volatile.Read(ref lookedAt);
            if (before == long.MinValue || clock.GetElapsedTime(before, now) >= LookEvery
                || (!low && Volatile.Read(ref spare) < 0))
            {
                Volatile.Write(ref lookedAt, now);
                var above = Look();
                Volatile.Write(ref spare, above);
                low = above < 0;
            }
            return low;
        }
    }

    /// <summary>Bytes above the reserve. The reserve is the smaller of bytes and share, so that a small disk can be used.</summary>
    public static long Above(long free, long total, GatewayLimits limits) =>
        free - (long)Math.Min(limits.DiskReserveBytes, total * limits.DiskReserveShare);

    /// <summary>Messages of so many bytes go to the journal.</summary>
    public void Taking(long bytes) => Interlocked.Add(ref spare, -bytes * BytesOnDiskPerByteTaken);

    private long Look()
    {
        try
        {
            var drive = new DriveInfo(Path.GetFullPath(options.DataDirectory));
            return Above(drive.AvailableFreeSpace, drive.TotalSize, options.Limits);
        }
        catch (IOException)
        {
            return -1; // a disk that cannot be asked cannot be written either
        }
    }
}
