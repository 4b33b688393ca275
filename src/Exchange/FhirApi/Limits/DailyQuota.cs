namespace IntegrationHub.Exchange;

/// <summary>Requests of each client since midnight UTC, as this exchange counts them; a restart forgets them.</summary>
internal sealed class DailyQuota(TimeProvider clock)
{
    private readonly Lock one = new();
    private readonly Dictionary<(string Member, string Name), int> used = [];
    private DateTimeOffset today;

    /// <summary>Takes one of so many.</summary>
    /// <returns>Null, or the time until there are new ones.</returns>
    public TimeSpan? Take(Caller caller, int most)
    {
        var now = clock.GetUtcNow();
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        lock (one)
        {
            if (day != today)
            {
                used.Clear();
                today = day;
            }

            var key = (caller.Member, caller.Name);
            var count = used.GetValueOrDefault(key);
            if (count >= most)
                return day.AddDays(1) - now;
            used[key] = count + 1;
            return null;
        }
    }
}
