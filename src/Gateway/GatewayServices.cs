using IntegrationHub.Gateway.Bus;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Gateway;

/// <summary>Composition of the gateway role.</summary>
public static class GatewayServices
{
    /// <summary>
    /// Adds one gateway. The host adds the bus with <see cref="GatewayBus.AddGatewayConsumers"/> and
    /// <see cref="GatewayBus.ConfigureGatewayEndpoint"/>, and may add an <see cref="IBusWatch"/>.
    /// </summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.AddSingleton(options.Limits);
        return services;
    }
}
