using IntegrationHub.Contracts;
using MassTransit;

namespace IntegrationHub.Gateway.Bus;

/// <summary>What the host of the bus calls so that a gateway can be reached.</summary>
public static class GatewayBus
{
    private const int Concurrent = 64;

    private static readonly TimeSpan[] Retries =
        [TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    /// <summary>
    /// Registers the consumers of a gateway: receipts, resend requests, deliveries and desk questions.
    /// </summary>
    public static void AddGatewayConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<ReceiptConsumer>();
        bus.AddConsumer<ResendConsumer>();
        bus.AddConsumer<DeliveryConsumer>();
        bus.AddConsumer<LedgerConsumer>();
        bus.AddConsumer<ContentConsumer>();
        bus.AddConsumer<CommandConsumer>();
    }

    /// <summary>Puts the consumers on the receive endpoint of <see cref="Lanes.GatewayQueue"/>.</summary>
    /// <remarks>
    /// Every message here is sent again by its sender until it is answered, so after the retries the transport may do
    /// with it what the host has set.
    /// </remarks>
    public static void ConfigureGatewayEndpoint(
        this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(context);
        endpoint.ConfigureConsumeTopology = false;
        endpoint.ConcurrentMessageLimit = Concurrent;
        endpoint.UseMessageRetry(r => r.Intervals(Retries));
        endpoint.ConfigureConsumer<ReceiptConsumer>(context);
        endpoint.ConfigureConsumer<ResendConsumer>(context);
        endpoint.ConfigureConsumer<DeliveryConsumer>(context);
        endpoint.ConfigureConsumer<LedgerConsumer>(context);
        endpoint.ConfigureConsumer<ContentConsumer>(context);
        endpoint.ConfigureConsumer<CommandConsumer>(context);
    }
}
