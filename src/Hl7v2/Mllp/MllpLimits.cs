namespace IntegrationHub.Hl7v2;

/// <summary>What one MLLP connection may do (RELIABILITY §2.3).</summary>
public sealed record MllpLimits
{
    /// <summary>The limits of the hub.</summary>
    public static MllpLimits Default { get; } = new();

    /// <summary>Bytes between VT and FS.</summary>
    public int FrameBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>From VT to FS.</summary>
    public TimeSpan FrameTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Without a byte inside a frame.</summary>
    public TimeSpan SilenceInFrame { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Without a byte between frames; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public TimeSpan SilenceBetweenFrames { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes before a VT that belong to no frame; CR and LF are not counted.</summary>
    public int StrayBytes { get; init; } = 4096;
}
