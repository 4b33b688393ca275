namespace IntegrationHub.Gateway.Relay;

/// <summary>How long to wait before the next try.</summary>
internal static class Backoff
{
    /// <summary>
    /// <paramref name="first"/> after the first try, doubled after each further one, at most <paramref name="most"/>.
    /// </summary>
    public static TimeSpan After(int tries, TimeSpan first, TimeSpan most)
    {
        var doubled = first.TotalMilliseconds * Math.Pow(2, Math.Clamp(tries - 1, 0, 40));
        return doubled >= most.TotalMilliseconds ? most : TimeSpan.FromMilliseconds(doubled);
    }

    /// <summary>Spreads tries that would all come at once after an outage: ± a quarter.</summary>
    /// <param name="wait">The wait.</param>
    /// <param name="chance">0 ≤ chance &lt; 1.</param>
    public static TimeSpan WithJitter(TimeSpan wait, double chance) => wait * (0.75 + (chance / 2));
}
