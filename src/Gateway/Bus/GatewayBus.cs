using IntegrationHub.Contracts;
using MassTransit;

namespace IntegrationHub.Gateway.Bus;

/// <summary>What the host of the bus calls so that a gateway can be reached.</summary>
public static class GatewayBus
{
    /// <summary>Registers the consumers of a gateway: receipts, resend requests, deliveries and desk questions.</summary>
    public static void AddGatewayConsumers(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
    }

    /// <summary>Puts the consumers on the receive endpoint of <see cref="Lanes.GatewayQueue"/>.</summary>
    public static void ConfigureGatewayEndpoint(
        this IReceiveEndpointConfigurator endpoint, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(context);
        endpoint.ConfigureConsumeTopology = false;
    }
}
