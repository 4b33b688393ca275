using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Exchange;

/// <summary>
/// Key sets behind URLs, remembered. A kid that is not in a remembered set is asked for once, then not again for a
/// while; a set that cannot be asked for anew stays good for an hour.
/// </summary>
internal sealed partial class KeySets(OutboundGuard guard, TimeProvider clock, ILogger<KeySets> log)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Oldest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private const int MostSets = 1_000;

    private readonly ConcurrentDictionary<string, Remembered> sets = new(StringComparer.Ordinal);

    /// <summary>The key of a set; null when it has none of this name.</summary>
    /// <param name="url">Where the set is: a registered or configured address, never one out of a token.</param>
    /// <param name="kid">Name of the key.</param>
    /// <param name="algorithms">What keys of this set are for.</param>
    /// <param name="ct">Ends the wait.</param>
    public async ValueTask<PublicKey?> FindAsync(
        string url, string kid, IReadOnlyList<string> algorithms, CancellationToken ct)
    {
        if (sets.Count > MostSets)
            sets.Clear();
        var set = sets.GetOrAdd(url, _ => new());
        var now = clock.GetUtcNow();
        if (set.Known(kid) is { } known && now - set.FetchedAt < Fresh)
            return known;
        await set.Gate.WaitAsync(ct);
        try
        {
            if (clock.GetUtcNow() - set.TriedAt >= Pause)
                await FetchAsync(set, url, algorithms, ct);
            return clock.GetUtcNow() - set.FetchedAt < Oldest ? set.Known(kid) : null;
        }
        finally
        {
            set.Gate.Release();
        }
    }

    private async Task FetchAsync(Remembered set, string url, IReadOnlyList<string> algorithms, CancellationToken ct)
    {
        var fetched = await guard.GetAsync(url, ct);
        set.TriedAt = clock.GetUtcNow();
        if (fetched.TryGet(out var answer, out var errors) && answer.Status == 200
            && PublicKeys.Usable(answer.Body, algorithms) is { } keys)
        {
            (set.Keys, set.FetchedAt) = (keys, set.TriedAt);
            return;
        }

        LogNoKeys(log, url, errors.Count > 0 ? errors[0].Text : $"it answered {answer?.Status} and no key set");
    }

    [LoggerMessage(EventId = 3651, Level = LogLevel.Warning, Message = "No keys from {Url}: {Reason}")]
    private static partial void LogNoKeys(ILogger logger, string url, string reason);

    private sealed class Remembered
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public IReadOnlyList<PublicKey> Keys { get; set; } = [];

        public DateTimeOffset FetchedAt { get; set; } = DateTimeOffset.MinValue;

        public DateTimeOffset TriedAt { get; set; } = DateTimeOffset.MinValue;

        public PublicKey? Known(string kid) => Keys.FirstOrDefault(k => k.Kid == kid);
    }
}
