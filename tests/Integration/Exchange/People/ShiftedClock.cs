namespace IntegrationHub.Integration.Exchange;

/// <summary>The clock of the machine, moved on at will; timers run as ever.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private long ticks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref ticks));
}
