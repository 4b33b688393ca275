using System.Collections.Concurrent;

namespace IntegrationHub.Dashboard;

/// <summary>Slows guessing: after ten wrong answers within a minute, whoever gave them waits until the minute is over.</summary>
internal sealed class LoginAttempts(TimeProvider clock)
{
    internal const int MostPerMinute = 10;

    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<string, (DateTimeOffset Since, int Failures)> counts = new(StringComparer.Ordinal);

    /// <param name="who">Who is counted: an address, or <c>""</c> for everybody together.</param>
    internal bool MayTry(string who = "") =>
        !counts.TryGetValue(who, out var seen) || seen.Failures < MostPerMinute || IsOver(seen.Since);

    internal void Failed(string who = "")
    {
        if (counts.Count >= MostRemembered)
            counts.Clear(); // accounts lock by themselves; memory must not grow
        counts.AddOrUpdate(who, _ => (clock.GetUtcNow(), 1),
            (_, seen) => IsOver(seen.Since) ? (clock.GetUtcNow(), 1) : (seen.Since, seen.Failures + 1));
    }

    private bool IsOver(DateTimeOffset since) => clock.GetUtcNow() - since >= TimeSpan.FromMinutes(1);
}
