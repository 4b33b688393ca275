namespace IntegrationHub.Dashboard;

/// <summary>Slows guessing: after ten wrong tokens within a minute, nobody may try until the minute is over.</summary>
internal sealed class LoginAttempts(TimeProvider clock)
{
    internal const int MostPerMinute = 10;

    private readonly Lock gate = new();
    private DateTimeOffset since;
    private int failures;

    internal bool MayTry()
    {
        lock (gate)
        {
            return failures < MostPerMinute || clock.GetUtcNow() - since >= TimeSpan.FromMinutes(1);
        }
    }

    internal void Failed()
    {
        lock (gate)
        {
            var now = clock.GetUtcNow();
            if (now - since >= TimeSpan.FromMinutes(1))
                (since, failures) = (now, 0);
            failures++;
        }
    }
}
