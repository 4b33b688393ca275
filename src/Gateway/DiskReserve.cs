namespace IntegrationHub.Gateway;

/// <summary>
/// Says when the disk is too full for new messages. They are refused before the disk is full, so that what was
/// acknowledged can still be converted, published and marked (RELIABILITY F7).
/// </summary>
internal sealed class DiskReserve(GatewayOptions options, TimeProvider clock)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private long lookedAt = long.MinValue;
    private volatile bool low;

    /// <summary>True: refuse new messages. Looks at the disk at most once a second.</summary>
    public bool IsLow
    {
        get
        {
            var now = clock.GetTimestamp();
            var before = Volatile.Read(ref lookedAt);
            if (before == long.MinValue || clock.GetElapsedTime(before, now) >= LookEvery)
            {
                Volatile.Write(ref lookedAt, now);
                low = Look();
            }
            return low;
        }
    }

    /// <summary>The reserve is the smaller of bytes and share: a small disk must not be refused altogether.</summary>
    public static bool Decide(long free, long total, GatewayLimits limits) =>
        free < Math.Min(limits.DiskReserveBytes, total * limits.DiskReserveShare);

    private bool Look()
    {
        try
        {
            var drive = new DriveInfo(Path.GetFullPath(options.DataDirectory));
            return Decide(drive.AvailableFreeSpace, drive.TotalSize, options.Limits);
        }
        catch (IOException)
        {
            return true; // a disk that cannot be asked cannot be written either
        }
    }
}
