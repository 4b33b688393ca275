using IntegrationHub.Store.Sealing;

namespace IntegrationHub.Store.Journal;

/// <summary>Where a journal lies and how much may wait for it.</summary>
public sealed record JournalOptions
{
    /// <summary>Folder of <c>gateway.db</c> and of its lock file; made when absent.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Seals message content; <see cref="Sealer.None"/> writes it as it is.</summary>
    public Sealer Sealer { get; init; } = Sealer.None;

    /// <summary>Writes that may wait; further callers wait, too.</summary>
    public int QueueLimit { get; init; } = 4_096;

    /// <summary>Writes that share one commit at most.</summary>
    public int GroupLimit { get; init; } = 512;

    /// <summary>Bytes of a refused frame that are kept.</summary>
    public int RefusedBytes { get; init; } = 64 * 1024;

    /// <summary>Refused frames that are kept; the oldest go first.</summary>
    public int RefusedFrames { get; init; } = 10_000;
}
