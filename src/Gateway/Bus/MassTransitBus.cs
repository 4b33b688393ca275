using MassTransit;

namespace IntegrationHub.Gateway.Bus;

/// <summary>The bus over MassTransit.</summary>
/// <remarks>
/// The host that configures the transport sets Mandatory on every send and publisher confirms on the connection, so
/// that what no queue takes comes back as an exception (RELIABILITY finding 2).
/// </remarks>
internal sealed class MassTransitBus(IBus bus) : IHubBus
{
    public async Task SendAsync<T>(string queue, T message, CancellationToken ct)
        where T : class
    {
        // "exchange:", not "queue:": the queue is declared by its owner, with arguments this side does not repeat.
        var endpoint = await bus.GetSendEndpoint(new Uri("exchange:" + queue));
        await endpoint.Send(message, ct);
    }
}
