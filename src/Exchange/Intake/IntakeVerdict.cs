using IntegrationHub.Store;

namespace IntegrationHub.Exchange;

/// <summary>What an intake transaction does with one message of a stream.</summary>
internal enum IntakeVerdict
{
    /// <summary>Apply it now.</summary>
    Apply,

    /// <summary>Keep it until the numbers before it are there, or the block before it is gone.</summary>
    Park,

    /// <summary>It was answered before: say the same again.</summary>
    Answer,
}

/// <summary>The order rule of a stream (RELIABILITY F31), as one pure function.</summary>
internal static class IntakeRule
{
    /// <param name="seq">Number of the message in its stream.</param>
    /// <param name="attempt">Its attempt.</param>
    /// <param name="lastApplied">Newest number the stream has consumed.</param>
    /// <param name="blocked">The stream stands still.</param>
    /// <param name="known">What the inbox says of it; null: nothing.</param>
    /// <param name="knownAttempt">The attempt the inbox holds.</param>
    public static IntakeVerdict Decide(
        long seq, int attempt, long lastApplied, bool blocked, InboxOutcome? known, int knownAttempt) => known switch
        {
            InboxOutcome.Stored or InboxOutcome.Skipped => IntakeVerdict.Answer,
            InboxOutcome.Refused => attempt > knownAttempt ? IntakeVerdict.Apply : IntakeVerdict.Answer,

            // The number is consumed already: a tombstone or a refusal held it, and this is the replay after the fix.
            _ when seq <= lastApplied => IntakeVerdict.Apply,
            _ when blocked || seq > lastApplied + 1 => IntakeVerdict.Park,
            _ => IntakeVerdict.Apply,
        };
}
