namespace IntegrationHub.Exchange;

/// <summary>The bus as the exchange needs it. The boundary: nothing of the transport shows through it.</summary>
internal interface IExchangeBus
{
    /// <summary>
    /// Sends a contract to a queue. Returns only after the broker confirmed it and a queue took it; throws when it was
    /// returned or refused, or no confirm came within the deadline.
    /// </summary>
    /// <typeparam name="T">A contract.</typeparam>
    Task SendAsync<T>(string queue, T message, CancellationToken ct)
        where T : class;
}
