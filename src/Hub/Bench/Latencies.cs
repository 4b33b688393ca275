namespace IntegrationHub.Hub.Bench;

/// <summary>Durations in milliseconds; percentiles by nearest rank.</summary>
internal sealed class Latencies
{
    private readonly List<double> values = [];
    private readonly Lock gate = new();

    public int Count
    {
        get
        {
            lock (gate)
                return values.Count;
        }
    }

    public void Add(TimeSpan duration)
    {
        lock (gate)
            values.Add(duration.TotalMilliseconds);
    }

    public double At(double share)
    {
        lock (gate)
        {
            if (values.Count == 0)
                return double.NaN;
            values.Sort();
            return values[Math.Clamp((int)Math.Ceiling(share * values.Count) - 1, 0, values.Count - 1)];
        }
    }
}
