namespace IntegrationHub.Gateway.Bus;

/// <summary>
/// The bus as the gateway needs it: sends one contract to one queue and returns when it is confirmed.
/// </summary>
public interface IHubBus
{
    /// <summary>
    /// Sends <paramref name="message"/> to <paramref name="queue"/>. Returns only after the broker confirmed it and a
    /// queue took it; throws when it was returned, refused, or the token's deadline passed.
    /// </summary>
    /// <typeparam name="T">A contract.</typeparam>
    Task SendAsync<T>(string queue, T message, CancellationToken ct)
        where T : class;
}
