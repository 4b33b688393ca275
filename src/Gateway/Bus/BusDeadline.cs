namespace IntegrationHub.Gateway.Bus;

/// <summary>Sends with a deadline that holds even when the client does not listen to its token.</summary>
internal static class BusDeadline
{
    /// <exception cref="TimeoutException">Nothing was confirmed in time; it may still arrive.</exception>
    public static async Task SendWithinAsync<T>(
        this IHubBus bus, string queue, T message, TimeSpan most, TimeProvider clock, CancellationToken ct)
        where T : class
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            await bus.SendAsync(queue, message, given.Token).WaitAsync(most, clock, ct);
        }
        catch
        {
            await given.CancelAsync(); // so that what was abandoned ends, too
            throw;
        }
    }
}
