namespace IntegrationHub.Gateway;

/// <summary>Wakes one waiting loop; several wakes before it looks count as one.</summary>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim waiting = new(0, 1);

    public void Wake()
    {
        try
        {
            if (waiting.CurrentCount == 0)
                waiting.Release();
        }
        catch (Exception e) when (e is SemaphoreFullException or ObjectDisposedException)
        {
            // Another wake came first, or nobody listens any more.
        }
    }

    /// <summary>Returns on a wake, or after <paramref name="most"/>.</summary>
    public async Task WaitAsync(TimeSpan most, TimeProvider clock, CancellationToken ct)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var timer = clock.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), end, most,
            Timeout.InfiniteTimeSpan);
        await waiting.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => waiting.Dispose();
}
